// Dropping a file on the frame is the same as picking it; without this module the file field alone does the work.
"use strict";

for (const form of document.querySelectorAll("[data-upload]")) {
  const zone = form.querySelector("[data-drop]");
  const field = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-drop-name]");
  zone.querySelector("[data-drop-hint]").hidden = false;

  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length > 0) {
      field.files = event.dataTransfer.files;
      field.dispatchEvent(new Event("change"));
    }
  });
  field.addEventListener("change", () => {
    name.textContent = field.files.length > 0 ? field.files[0].name : "";
  });
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").setAttribute("aria-disabled", "true");
  });
}
