// What is typed into a submission outlives a broken connection or a closed window: it stays in this browser until the server has kept it.
"use strict";

(() => {
  const form = document.querySelector("[data-draft]");
  if (!form) return;
  const key = `draft:${location.pathname}`;
  const line = document.querySelector("#luu");
  const send = () => form.dispatchEvent(new Event("change", { bubbles: true }));
  const fields = () => [...form.querySelectorAll("textarea")];

  const kept = JSON.parse(localStorage.getItem(key) ?? "null");
  if (kept && kept.version === form.elements.version.value) {
    for (const field of fields()) if (field.name in kept.words) field.value = kept.words[field.name];
    if (line) line.textContent = line.dataset.restored;
    window.addEventListener("load", send);
  } else {
    localStorage.removeItem(key);
  }

  form.addEventListener("input", () => {
    const words = Object.fromEntries(fields().map((field) => [field.name, field.value]));
    localStorage.setItem(key, JSON.stringify({ version: form.elements.version.value, words }));
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "luu" && event.target.querySelector("[data-saved]")) localStorage.removeItem(key);
  });
  for (const name of ["htmx:sendError", "htmx:responseError"]) {
    document.body.addEventListener(name, () => {
      if (line) line.textContent = line.dataset.unsent;
      setTimeout(send, 10000);
    });
  }
})();
