// The tree of units by keyboard; branches come when they are opened. Without this file every line is a link.
"use strict";
(() => {
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const name = (item) => item.querySelector(":scope > .tree-line > .tree-name") || item.querySelector(":scope > .tree-more");
  const isBranch = (item) => item.classList.contains("tree-branch");
  const isOpen = (item) => item.classList.contains("is-open");
  const group = (item) => item.querySelector(":scope > ul");
  const visible = () => [...tree.querySelectorAll("li")].filter((item) => name(item) && item.offsetParent !== null);

  const toggle = (item) => item.querySelector(":scope > .tree-line > .tree-toggle");

  // Nested lists of links stay what they are to a screen reader; only the toggles say whether their branch is open.
  function dress() {
    tree.querySelectorAll(".tree-branch").forEach((item) => toggle(item).setAttribute("aria-expanded", String(isOpen(item))));
  }

  function focus(item) {
    if (item && name(item)) name(item).focus();
  }

  function turn(item, open) {
    item.classList.toggle("is-open", open);
    toggle(item).setAttribute("aria-expanded", String(open));
    if (open && !group(item).children.length) window.htmx.trigger(toggle(item), "load-branch");
  }

  const keys = {
    ArrowDown: (item, all) => focus(all[all.indexOf(item) + 1]),
    ArrowUp: (item, all) => focus(all[all.indexOf(item) - 1]),
    Home: (_item, all) => focus(all[0]),
    End: (_item, all) => focus(all[all.length - 1]),
    ArrowRight: (item) => {
      if (!isBranch(item)) return;
      if (isOpen(item)) focus(group(item).querySelector("li"));
      else turn(item, true);
    },
    ArrowLeft: (item) => {
      if (isBranch(item) && isOpen(item)) turn(item, false);
      else focus(item.parentElement.closest("li"));
    },
  };

  // Letters typed one after another go to the next line whose name begins with them, with or without diacritics.
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
  let typed = "";
  let resting;

  function seek(item, letter) {
    clearTimeout(resting);
    resting = setTimeout(() => { typed = ""; }, 700);
    const again = typed === plain(letter);
    typed = again ? typed : typed + plain(letter);
    const all = visible();
    const at = all.indexOf(item) + (typed.length === 1 ? 1 : 0);
    focus([...all.slice(at), ...all.slice(0, at)].find((line) => plain(name(line).textContent.trim()).startsWith(typed)));
  }

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = keys[event.key];
    if (act) act(item, visible());
    else if (/^[\p{L}\p{N}]$/u.test(event.key) || (event.key === " " && typed)) seek(item, event.key);
    else return;
    event.preventDefault();
  });
  tree.addEventListener("click", (event) => {
    const clicked = event.target.closest(".tree-toggle");
    if (!clicked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = clicked.closest("li");
    turn(item, !isOpen(item));
  });
  tree.addEventListener("htmx:afterSettle", dress);
  dress();
})();
