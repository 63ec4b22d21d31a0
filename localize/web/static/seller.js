// The panel about a sentence: it opens under the hand, takes the focus, and gives it back. Without this, the same page opens as a page.
"use strict";

let opener = null;

function panel() {
  return document.getElementById("why");
}

function closePanel() {
  if (!panel()?.firstElementChild) return false;
  panel().replaceChildren();
  document.body.classList.remove("reading");
  opener?.focus();
  return true;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target instanceof Element && event.target.matches("a.line")) opener = event.target;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target !== panel()) return;
  for (const line of document.querySelectorAll("a.line.open")) line.classList.remove("open");
  opener?.classList.add("open");
  document.body.classList.add("reading");
  panel().querySelector("h2")?.focus({ preventScroll: true });
  panel().scrollTop = 0;
  if (window.matchMedia("(max-width: 48rem)").matches) opener?.scrollIntoView({ block: "start" }); // the panel covers what is below
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("#why a.closes") : null;
  if (link && closePanel()) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && closePanel()) event.preventDefault();
});
