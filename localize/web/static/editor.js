// The keys of editors, text fields that grow, and what is typed and not saved. Pages work without any of it; app.js has what is shared.
"use strict";

const rows = () => [...document.querySelectorAll("[data-row]")];
const currentRow = () => document.activeElement?.closest("[data-row]") ?? null;
const changed = () => [...document.querySelectorAll("form[data-saves] textarea")].filter((field) => field.value !== field.defaultValue || "kept" in field.dataset);

function goTo(row) {
  if (!row) return;
  (row.querySelector("[data-focus]") ?? row).focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(currentRow());
  goTo(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

// In the line that has the focus first, then on the whole page outside of lines.
function find(key) {
  const wanted = `[data-press="${CSS.escape(key)}"]`;
  return currentRow()?.querySelector(wanted) ?? [...document.querySelectorAll(wanted)].find((each) => !each.closest("[data-row]")) ?? null;
}

// app.js has a `press` of its own: scripts of a page share their names.
function pressIn(element) {
  element.click();
  const details = element.closest("details");
  if (element.tagName === "SUMMARY" && details.open) details.querySelector("textarea, input")?.focus();
}

document.addEventListener("keydown", (event) => {
  const typing = isTyping(event.target);
  if (typing && event.target.tagName === "TEXTAREA" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.target.form?.requestSubmit();
    return;
  }
  if (typing && event.key === "Escape" && event.target.closest("[data-row]")) {
    event.target.closest("[data-row]").focus();
    return;
  }
  if (Date.now() - afterG < 1500) return; // on the way to another page
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing || !keysAreOn() || document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    step(event.key === "j" ? 1 : -1);
  } else if (event.key === "Enter" && event.target.matches?.("article[data-row]")) {
    event.preventDefault();
    event.target.querySelector("textarea")?.focus();
  } else if (event.key.length === 1) {
    const found = find(event.key);
    if (found && !found.disabled) {
      event.preventDefault();
      pressIn(found);
    }
  }
}, true); // before the keys of app.js, which know nothing of lines

// Nobody approves past a text that is typed and not saved, and no text is lost by leaving.
document.addEventListener("submit", (event) => {
  const left = changed();
  const note = document.getElementById("unsaved");
  if (!event.target.matches("[data-decides]")) {
    leaving = !event.target.hasAttribute("hx-post") && left.length < 2;
    return;
  }
  if (left.length && note) {
    event.preventDefault();
    note.textContent = note.dataset.unsaved;
    left[0].focus();
    return;
  }
  leaving = true;
});
let leaving = false;
window.addEventListener("beforeunload", (event) => {
  if (!leaving && changed().length) event.preventDefault();
});

// After a line is saved the next one has the focus; after a conflict the same one.
document.addEventListener("htmx:afterSwap", (event) => {
  const line = document.getElementById(event.detail.target.id);
  if (!line?.matches("article[data-row]")) return;
  grow(line);
  const note = document.getElementById("unsaved");
  if (note && !changed().length) note.textContent = "";
  const conflict = line.querySelector("[data-kept]");
  const all = rows();
  if (conflict) conflict.focus();
  else goTo(all[Math.min(all.indexOf(line) + 1, all.length - 1)]);
});
for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, (event) => {
    document.querySelector(".toast")?.remove();
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.setAttribute("role", "alert");
    toast.textContent = document.querySelector("[data-failed]")?.dataset.failed ?? "";
    document.body.append(toast);
    setTimeout(() => toast.remove(), 8000);
  });
}

// Browsers without field-sizing get fields as high as their text.
function grow(within) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const field of within.querySelectorAll("textarea[data-grows]")) {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }
}
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-grows]")) return;
  grow(event.target.parentElement);
  event.target.closest("form[data-saves]")?.classList.toggle("dirty", event.target.value !== event.target.defaultValue || "kept" in event.target.dataset);
});
grow(document);
document.documentElement.classList.add("scripted");
document.documentElement.classList.toggle("keys-off", !keysAreOn());
if (location.hash.startsWith("#line-")) document.getElementById(location.hash.slice(1))?.focus();
