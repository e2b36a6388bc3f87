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

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    const act = event.altKey || event.ctrlKey || event.metaKey ? null : keys[event.key];
    if (!item || !act) return;
    event.preventDefault();
    act(item, visible());
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
