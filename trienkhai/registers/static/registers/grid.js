// The sheet of a form as a spreadsheet: arrows, Enter, pasted blocks, undo, and saving while typing. Without it the page is a plain form.
"use strict";

const form = document.querySelector("[data-grid]");
if (form) begin(form);

function begin(form) {
  const table = form.querySelector("[data-sheet]");
  const body = table.tBodies[0];
  const saved = document.querySelector("[data-saved]");
  const trouble = document.querySelector("[data-trouble]");
  const more = form.querySelector("[data-more]");
  const past = []; // steps to undo: each a list of [field, words before]
  const known = new Map(); // field → words that the server has
  const MOST = 600; // fields of one request
  let waiting = null;
  let running = null;
  let stopped = false;
  let before = null; // the field that has the focus and what it held then

  const fields = (row) => [...row.querySelectorAll("input[name], select[name]")];
  const all = () => [...body.querySelectorAll("input[name], select[name]")];
  for (const field of all()) known.set(field, field.value);
  form.querySelector("[data-hints]")?.removeAttribute("hidden");
  more?.removeAttribute("hidden");

  // The field at a row and a column of the table; computed cells have none.
  const at = (row, column) => body.rows[row]?.cells[column]?.querySelector("input[name], select[name]") ?? null;
  const place = (field) => {
    const cell = field.closest("td");
    return [cell.parentElement.sectionRowIndex, cell.cellIndex];
  };

  function addRow() {
    const next = Number(table.dataset.next);
    if (!next || !more) return false;
    const row = body.rows[body.rows.length - 1].cloneNode(true);
    const number = row.cells[0];
    number.textContent = String(Number(number.textContent.replaceAll(".", "")) + 1);
    for (const part of row.querySelectorAll(".fault, .theirs")) part.remove();
    for (const cell of row.querySelectorAll("td")) cell.classList.remove("has-fault", "has-theirs");
    for (const part of row.querySelectorAll("[name], [data-cell]")) {
      const key = (part.name ?? part.dataset.cell).split("-")[2];
      if (part.dataset.cell) {
        part.dataset.cell = `o-${next}-${key}`;
        part.textContent = "";
        continue;
      }
      part.name = part.id = `o-${next}-${key}`;
      part.value = "";
      part.removeAttribute("aria-invalid");
      part.removeAttribute("aria-describedby");
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/[^,]*$/, ` ${number.textContent}`));
      known.set(part, "");
    }
    body.append(row);
    table.dataset.next = String(next + 1);
    return true;
  }
  more?.addEventListener("click", () => {
    addRow();
    fields(body.rows[body.rows.length - 1])[0]?.focus();
  });

  function put(field, words) {
    if (field.tagName !== "SELECT") {
      field.value = words;
      return;
    }
    const wanted = words.trim().toLocaleLowerCase("vi");
    const option = [...field.options].find((one) => one.text.toLocaleLowerCase("vi") === wanted);
    if (option) field.value = option.value;
    else if (wanted) field.add(new Option(words, words, true, true));
    else field.value = "";
  }

  form.addEventListener("paste", (event) => {
    const field = event.target.closest("[name^='o-']");
    const words = event.clipboardData?.getData("text/plain") ?? "";
    if (!field || !/[\t\n]/.test(words.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    const [top, left] = place(field);
    const step = [];
    words.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      if (!body.rows[top + down] && !addRow()) return;
      line.split("\t").forEach((part, right) => {
        const into = at(top + down, left + right);
        if (!into) return;
        step.push([into, into.value]);
        put(into, part.trim());
      });
    });
    if (step.length) past.push(step);
    before = [field, field.value];
    plan();
  });

  form.addEventListener("focusin", (event) => {
    if (event.target.matches("[name^='o-']")) before = [event.target, event.target.value];
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[name^='o-']")) return;
    if (before?.[0] === event.target && before[1] !== event.target.value) past.push([before]);
    before = [event.target, event.target.value];
    plan();
  });
  form.addEventListener("input", (event) => {
    if (event.target.matches("[name^='o-']")) plan();
  });

  function undo() {
    const step = past.pop();
    if (!step) return;
    for (const [field, words] of step.toReversed()) put(field, words);
    step[0][0].focus();
    before = [step[0][0], step[0][0].value];
    plan();
  }

  function move(field, down, right) {
    const [row, column] = place(field);
    for (let r = row + down, c = column + right; r >= 0 && c >= 0 && r < body.rows.length && c < body.rows[r].cells.length; r += down, c += right) {
      const into = at(r, c);
      if (!into) continue;
      into.focus();
      into.select?.();
      return true;
    }
    return false;
  }

  form.addEventListener("keydown", (event) => {
    const field = event.target.closest("[name^='o-']");
    if (!field || event.isComposing) return;
    const typing = field.tagName === "INPUT";
    const start = !typing || (field.selectionStart === 0 && field.selectionEnd === 0) || field.selectionEnd - field.selectionStart === field.value.length;
    const end = !typing || field.selectionStart === field.value.length || field.selectionEnd - field.selectionStart === field.value.length;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && (!typing || before?.[0] === field && field.value === before[1])) {
      event.preventDefault();
      undo();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!move(field, event.shiftKey ? -1 : 1, 0) && !event.shiftKey && addRow()) move(field, 1, 0);
    } else if (event.key === "ArrowDown" && typing && !event.altKey) {
      if (move(field, 1, 0)) event.preventDefault();
    } else if (event.key === "ArrowUp" && typing && !event.altKey) {
      if (move(field, -1, 0)) event.preventDefault();
    } else if (event.key === "ArrowRight" && end && move(field, 0, 1)) {
      event.preventDefault();
    } else if (event.key === "ArrowLeft" && start && move(field, 0, -1)) {
      event.preventDefault();
    }
  });

  const changed = () => all().filter((field) => known.get(field) !== field.value);

  function plan() {
    clearTimeout(waiting);
    if (!stopped) waiting = setTimeout(() => save(), 900);
  }

  // One request after the other, each with the version that the one before came to.
  function save() {
    clearTimeout(waiting);
    running ??= send().finally(() => {
      running = null;
    });
    return running;
  }

  async function send() {
    for (let part = changed().slice(0, MOST); part.length && !stopped; part = changed().slice(0, MOST)) {
      saved.textContent = form.dataset.saving;
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "version", "bang"]) data.set(name, form.elements[name].value);
      const sent = part.map((field) => [field, field.value]);
      for (const [field, words] of sent) data.set(field.name, words);
      let answer;
      try {
        answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      } catch {
        answer = null;
      }
      if (answer?.status === 409) {
        refused(await answer.json());
        return;
      }
      if (!answer?.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) {
        saved.textContent = form.dataset.lost;
        waiting = setTimeout(() => save(), 5000);
        return;
      }
      took(await answer.json(), sent);
    }
  }

  function refused(said) {
    stopped = true;
    saved.textContent = "";
    trouble.replaceChildren(...[said.reason, said.hint].map((words) => Object.assign(document.createElement("p"), { textContent: words })));
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "center" });
  }

  function took(said, sent) {
    for (const version of document.querySelectorAll("input[name=version]")) version.value = said.version;
    for (const [field, words] of sent) {
      known.set(field, words);
      mark(field, said.faults[field.name]);
    }
    for (const [name, words] of Object.entries(said.computed)) {
      const cell = table.querySelector(`[data-cell="${name}"]`);
      if (cell) cell.textContent = words;
    }
    for (const cell of table.querySelectorAll("[data-sum]")) cell.textContent = said.sums[cell.dataset.sum] ?? "";
    saved.textContent = `${form.dataset.kept} ${said.at}`;
  }

  function mark(field, words) {
    const cell = field.closest("td");
    cell.querySelector(".fault")?.remove();
    cell.querySelector(".theirs")?.remove();
    cell.classList.remove("has-theirs");
    cell.classList.toggle("has-fault", Boolean(words));
    if (!words) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      return;
    }
    const line = Object.assign(document.createElement("span"), { className: "fault", id: `${field.name}-e`, textContent: words });
    cell.append(line);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", line.id);
  }

  // The page's own buttons wait for what is being saved, so that they speak of the latest version.
  let ready = false;
  for (const one of document.forms) {
    one.addEventListener("submit", (event) => {
      if (ready || stopped || (!changed().length && !running)) return;
      event.preventDefault();
      const button = event.submitter;
      save().then(() => {
        ready = true;
        one.requestSubmit(button);
      });
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (!ready && !stopped && changed().length) event.preventDefault();
  });
}
