// The tree of units by keyboard, as the ARIA pattern says; branches come when they are opened. Without this file every line is a link.
"use strict";
(() => {
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const name = (item) => item.querySelector(":scope > .tree-line > .tree-name") || item.querySelector(":scope > .tree-more");
  const isBranch = (item) => item.classList.contains("tree-branch");
  const isOpen = (item) => item.classList.contains("is-open");
  const group = (item) => item.querySelector(":scope > ul");
  const visible = () => [...tree.querySelectorAll("li")].filter((item) => name(item) && item.offsetParent !== null);

  function dress() {
    tree.setAttribute("role", "tree");
    tree.querySelectorAll("ul").forEach((list) => list.setAttribute("role", "group"));
    tree.querySelectorAll("li").forEach((item) => {
      item.setAttribute("role", "none");
      const link = name(item);
      if (!link) return;
      link.setAttribute("role", "treeitem");
      link.tabIndex = -1;
      if (!isBranch(item)) return;
      link.setAttribute("aria-expanded", String(isOpen(item)));
      item.querySelector(":scope > .tree-line > .tree-toggle").tabIndex = -1;
    });
    const held = tree.contains(document.activeElement) ? document.activeElement.closest("li") : null;
    const first = (held && name(held)) || name(visible()[0]);
    if (first) first.tabIndex = 0;
  }

  function focus(item) {
    if (!item || !name(item)) return;
    tree.querySelectorAll('[tabindex="0"]').forEach((link) => { link.tabIndex = -1; });
    name(item).tabIndex = 0;
    name(item).focus();
  }

  function turn(item, open) {
    item.classList.toggle("is-open", open);
    name(item).setAttribute("aria-expanded", String(open));
    if (open && !group(item).children.length) {
      window.htmx.trigger(item.querySelector(":scope > .tree-line > .tree-toggle"), "load-branch");
    }
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
    const toggle = event.target.closest(".tree-toggle");
    if (!toggle || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = toggle.closest("li");
    turn(item, !isOpen(item));
  });
  tree.addEventListener("htmx:afterSettle", dress);
  dress();
})();
