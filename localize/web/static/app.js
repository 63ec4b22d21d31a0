// Keys, the help dialog, copying. Pages work without any of it.
"use strict";

const STORED = "keys-off";

function keysAreOn() {
  return localStorage.getItem(STORED) === null;
}

function isTyping(element) {
  if (element instanceof HTMLInputElement && /^(radio|checkbox|button|submit)$/.test(element.type)) return false;
  return element instanceof HTMLElement && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
}

function openDialog(dialog) {
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

// What a page gives a key: a button, a link or a box to tick is pressed, a field gets the focus. Never with the key held down: one press, one decision.
function press(key) {
  const element = document.querySelector(`main [data-press="${CSS.escape(key)}"]`);
  if (!element || element.disabled) return false;
  if (isTyping(element) && !element.matches("[type=radio], [type=checkbox]")) element.focus();
  else element.click();
  return true;
}

// g and then a letter goes to a page; each entry of the navigation names its letter.
let afterG = 0;

function pressed(event) {
  if (event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn() || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (Date.now() - afterG < 1500) {
    afterG = 0;
    const link = document.querySelector(`nav a[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (event.key === "g") {
    afterG = Date.now();
  } else if (event.key === "/") {
    const field = document.querySelector("main input:not([type=hidden]):not([hidden]), main textarea");
    if (field) {
      event.preventDefault();
      field.focus();
    }
  } else if (press(event.key)) {
    event.preventDefault();
  } else if (event.key === "?") {
    event.preventDefault();
    openDialog(document.getElementById("keys"));
  }
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = before; }, 2000);
  } catch {
    field.focus(); // the text is selected: Ctrl-C does it
  }
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (button?.dataset.opens) openDialog(document.getElementById(button.dataset.opens));
  if (button?.dataset.copies) copy(button);
});
for (const button of document.querySelectorAll("button[data-opens], button[data-copies]")) button.hidden = false;
const chosen = document.getElementById("keys-on");
if (chosen) {
  chosen.checked = keysAreOn();
  chosen.addEventListener("change", () => (chosen.checked ? localStorage.removeItem(STORED) : localStorage.setItem(STORED, "1")));
}
document.querySelector(".problems")?.focus();
