// Small helps on every page; each page does its work without them.
"use strict";

// A form that must be sent once: the second click finds the button resting. The server says no to a second one anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[data-once] [aria-disabled]")) button.removeAttribute("aria-disabled");
});

// The summary of errors takes the focus, so that it is read first.
document.querySelector("[data-errors]")?.focus();

// "/" goes to the search box, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  document.querySelector("[data-find]")?.select();
});
