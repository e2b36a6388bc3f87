// The review screen: click on one side and the other follows; j k f F c C t ] [ a d e u n ? do everything without a mouse.
// Without this module the anchors between the two sides and the buttons do the same.
"use strict";

const root = document.querySelector("[data-review]");

const cards = () => [...root.querySelectorAll("[data-card]")].filter((card) => !card.parentElement.closest("[data-card]"));
const findings = () => [...root.querySelectorAll("[data-finding]")];
const current = () => root.querySelector("[data-card].is-current");
// A finding stands inside the card of its task: what is decided there is decided on the task.
const holder = () => current()?.parentElement.closest("[data-card]") ?? current();
let moveOn = false;

// Only the pane scrolls, so that its head and the bar stay in sight; where panes have no scrolling of their own, the page does.
function bring(element, block) {
  const pane = element.closest("[data-pane]");
  if (pane.scrollHeight <= pane.clientHeight + 1) {
    element.scrollIntoView({ block });
    return;
  }
  pane.scrollIntoView({ block: "nearest" });
  const frame = pane.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const above = box.top - frame.top - pane.firstElementChild.offsetHeight - 12;
  const below = box.bottom - frame.bottom + 12;
  if (block === "center") pane.scrollBy({ top: box.top - frame.top - Math.max(60, (frame.height - box.height) / 2) });
  else if (above < 0) pane.scrollBy({ top: above });
  else if (below > 0) pane.scrollBy({ top: Math.min(below, above) });
}

// The page of the file where a card's words stand: fetched in the place of the one that is shown, the proposals stay where they are.
async function turnTo(card) {
  const sheet = document.querySelector("[data-sheet]");
  const address = new URL(location.href);
  for (const [name, value] of [["trang", card.dataset.on], ["doan", card.dataset.at]]) address.searchParams.set(name, value);
  address.hash = card.dataset.ref;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("[data-sheet]");
  // Somebody who went on meanwhile is not pulled back.
  if (!next || !sheet.isConnected || current()?.dataset.ref !== card.dataset.ref) return;
  sheet.replaceWith(document.adoptNode(next));
  history.replaceState(null, "", address);
  show(card.dataset.ref, { from: "proposals" });
}

function show(ref, { focus = false, from = "" } = {}) {
  const card = root.querySelector(`[data-card]#${CSS.escape(ref)}`);
  const place = document.getElementById(`tai-${ref}`);
  for (const marked of root.querySelectorAll(".is-current")) marked.classList.remove("is-current");
  if (card) {
    card.classList.add("is-current");
    if (from !== "proposals") bring(card, "nearest");
    if (focus) card.focus({ preventScroll: true });
  }
  for (const piece of root.querySelectorAll(`[data-refs~="${CSS.escape(ref)}"]`)) piece.classList.add("is-current");
  const sheet = root.querySelector("[data-sheet]");
  if (sheet && !place && card?.dataset.on && card.dataset.on !== sheet.dataset.sheet) turnTo(card);
  if (place && from !== "text") bring(place, "center");
}

function step(by, all = cards(), from = holder()) {
  const at = all.indexOf(from);
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  if (!next) return;
  show(next.dataset.ref, { focus: true });
}

// Doubtful words stand in the list of the bar; one that is not on this page of the review is opened there.
let doubt = -1;
function stepUnsure(by) {
  const links = [...document.querySelectorAll("[data-unsure]")];
  if (links.length === 0) return;
  const here = root.querySelector(".is-current[data-refs]")?.dataset.refs.split(" ").find((ref) => links.some((link) => link.dataset.unsure === ref));
  const at = here ? links.findIndex((link) => link.dataset.unsure === here) : doubt;
  doubt = Math.min(links.length - 1, Math.max(0, at + by));
  const link = links[doubt];
  if (document.getElementById(`tai-${link.dataset.unsure}`)) show(link.dataset.unsure);
  else location.assign(link.href);
}

// The other side of the switch opens at what is looked at now.
function openOther(link) {
  const card = holder();
  const address = new URL(link.href);
  if (card?.dataset.on && link.dataset.show === "sheet") {
    address.searchParams.set("trang", card.dataset.on);
    address.searchParams.set("doan", card.dataset.at);
  }
  if (card) address.hash = card.dataset.ref;
  location.assign(address);
}

const stepFinding = (by) => step(by, findings(), current());

function press(key) {
  const control = holder()?.querySelector(`[data-key~="${key}"]`);
  if (!control) return;
  moveOn = control.dataset.key === key && key !== "e";
  control.click();
}

// Offsets count code points of the document's text, and each block's id tells where it starts.
function offsetOf(node, offset) {
  const block = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[id^=doan-]");
  if (!block) return null;
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  const copy = range.cloneContents();
  for (const label of copy.querySelectorAll(".mark-label")) label.remove();
  return Number(block.id.slice(5)) + [...copy.textContent].length;
}

function addFromSelection() {
  const selection = document.getSelection();
  const text = root.querySelector("[data-text]");
  const address = new URL(root.dataset.addUrl, location.href);
  if (selection.rangeCount > 0 && !selection.isCollapsed && text.contains(selection.anchorNode) && text.contains(selection.focusNode)) {
    const range = selection.getRangeAt(0);
    const start = offsetOf(range.startContainer, range.startOffset);
    const end = offsetOf(range.endContainer, range.endOffset);
    if (start !== null && end !== null) {
      address.searchParams.set("tu", start);
      address.searchParams.set("den", end);
    }
  }
  location.assign(address);
}

const help = () => {
  const box = document.querySelector("[data-help]");
  box.open = !box.open;
  if (box.open) box.scrollIntoView({ block: "nearest" });
};

const actions = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("a"),
  d: () => press("d"),
  e: () => press("e"),
  f: () => stepFinding(1),
  F: () => stepFinding(-1),
  c: () => stepUnsure(1),
  C: () => stepUnsure(-1),
  t: () => document.querySelector("[data-switch]")?.click(),
  "]": () => document.querySelector('[data-turn="1"]')?.click(),
  "[": () => document.querySelector('[data-turn="-1"]')?.click(),
  u: () => document.querySelector("[data-phrases]")?.click(),
  n: () => root.hasAttribute("data-may-edit") && addFromSelection(),
  "?": help,
};

if (root) {
  root.addEventListener("click", (event) => {
    if (event.target.closest("button, summary, input, form a")) return;
    const piece = event.target.closest("[data-refs]");
    const link = event.target.closest("a[href^='#']");
    const card = event.target.closest("[data-card]");
    const other = event.target.closest("[data-switch]");
    const away = event.target.closest("a[data-refs], a.proposal-key, .finding a");
    if (other) {
      event.preventDefault();
      openOther(other);
    } else if (away && root.querySelector("[data-sheet]")) {
      const ref = away.dataset.refs ?? card.dataset.ref;
      if (!document.getElementById(ref)) return; // a task of another part: its address leads there
      event.preventDefault();
      show(ref, { focus: Boolean(away.dataset.refs) });
    } else if (link && !link.hash.startsWith("#doan-")) {
      event.preventDefault();
      show(link.hash.replace(/^#(tai-)?/, ""));
    } else if (piece && document.getSelection().isCollapsed) {
      show(piece.dataset.refs.split(" ")[0], { from: "text" });
    } else if (card) {
      show(card.dataset.ref, { from: "proposals" });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  document.addEventListener("click", (event) => {
    const arrow = event.target.closest("[data-step]");
    if (arrow) stepFinding(Number(arrow.dataset.step));
    const doubtful = event.target.closest("[data-step-unsure]");
    if (doubtful) stepUnsure(Number(doubtful.dataset.stepUnsure));
    // The lists of the bar lead into the panes and close behind the reader.
    const link = event.target.closest(".drop-list a[href^='#']");
    if (link) {
      event.preventDefault();
      link.closest("details").open = false;
      show(link.hash.replace(/^#(tai-)?/, ""), { focus: true });
    }
    if (event.target.closest("[data-add]") && !document.getSelection().isCollapsed) {
      event.preventDefault();
      addFromSelection();
    }
  });
  // A refusal (409, 422) is an answer too: it comes with the card as it stands now.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    const ref = event.detail.requestConfig?.elt?.closest?.("[data-card]")?.dataset.ref ?? event.detail.elt?.dataset?.ref;
    if (!ref) return;
    show(ref, { focus: true, from: "proposals" });
    if (moveOn && event.detail.xhr.status < 400) step(1);
    moveOn = false;
  });
  if (location.hash) {
    const arrive = () => show(location.hash.slice(1).replace(/^tai-/, ""));
    arrive();
    // The browser goes to the place of the address by itself once all has come, and would leave the heads of the panes behind.
    window.addEventListener("load", () => requestAnimationFrame(arrive));
  }
}
