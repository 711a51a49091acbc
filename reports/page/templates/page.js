// What the page does better with a script: nothing here is needed to read it.

for (const node of document.querySelectorAll('.needs')) node.remove();

// Tables sort by the column whose button is pressed: up, down, as they were.
{
  const text = (row, i) => row.cells[i].textContent.trim();
  const value = (cell) => {
    const found = /-?\d+(\.\d+)?/.exec(cell.replace(/[,\s]/g, '').replace('−', '-'));
    return found ? Number(found[0]) : NaN;
  };
  for (const table of document.querySelectorAll('.table table')) {
    if (table.querySelector('tbody[id]')) continue; // an explorer fills it
    const body = table.tBodies[0];
    const before = [...body.rows];
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      const name = head.textContent;
      head.replaceChildren();
      const button = add(head, 'button', {type: 'button', class: 'sort'}, name);
      button.addEventListener('click', () => {
        const next = {ascending: 'descending', descending: null}[head.getAttribute('aria-sort')];
        for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
        const direction = next === undefined ? 'ascending' : next;
        const rows = [...before];
        if (direction) {
          head.setAttribute('aria-sort', direction);
          const sign = direction === 'ascending' ? 1 : -1;
          const numbers = head.classList.contains('num');
          const keys = new Map(rows.map((row) => [row, numbers ? value(text(row, i)) : text(row, i)]));
          const empty = (k) => numbers ? Number.isNaN(k) : k === '' || k === '–';
          rows.sort((a, b) => {
            const [x, y] = [keys.get(a), keys.get(b)];
            if (empty(x) || empty(y)) return empty(x) - empty(y); // what is missing comes last either way
            return sign * (numbers ? x - y : x.localeCompare(y, 'en', {numeric: true}));
          });
        }
        body.append(...rows);
      });
    });
  }
}

// A citation, and the link to a view, go to the clipboard.
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = add(document.body, 'textarea', {class: 'unseen'}, text);
    box.select();
    document.execCommand('copy');
    box.remove();
    button.focus();
  }
  const label = button.textContent;
  button.textContent = 'Copied';
  button.disabled = true;
  setTimeout(() => { button.textContent = label; button.disabled = false; }, 1500);
}

for (const cited of document.querySelectorAll('.cite')) {
  const text = cited.textContent.trim();
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.addEventListener('click', () => copy(text, button));
  cited.append(' ', button);
}

for (const button of document.querySelectorAll('.copy-link')) {
  button.addEventListener('click', () => {
    if (!stateOf(button.dataset.explorer)) dispatchEvent(new Event('keep-' + button.dataset.explorer));
    copy(location.href, button);
  });
}

// A link to what lies folded away opens it.
{
  const open = () => {
    let node = null;
    try {
      node = find(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return; // not an address of ours
    }
    for (let at = node; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    if (node) node.scrollIntoView();
  };
  addEventListener('hashchange', open);
  if (location.hash) open();

  // In print sources and inputs are open.
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('#source-list, #inputs')].filter((d) => !d.open);
    for (const d of opened) d.open = true;
  });
  addEventListener('afterprint', () => { for (const d of opened) d.open = false; });
}

// The contents show where the reader is, and fold away once used.
{
  const links = new Map();
  for (const link of document.querySelectorAll('.rail a, .drawer a')) {
    const id = link.hash.slice(1);
    links.set(id, [...(links.get(id) || []), link]);
  }
  const within = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const e of entries) within[e.isIntersecting ? 'add' : 'delete'](e.target.id);
    const current = [...links.keys()].find((id) => within.has(id));
    if (!current) return;
    for (const [id, all] of links) {
      for (const link of all) {
        if (id === current) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    }
  }, {rootMargin: '-12% 0px -70% 0px'});
  for (const id of links.keys()) watch.observe(find(id));
  const drawer = document.querySelector('.drawer details');
  drawer.addEventListener('click', (e) => { if (e.target.tagName === 'A') drawer.open = false; });
}

// What does not scroll need not be a stop on the way through the page.
{
  const check = () => {
    for (const box of document.querySelectorAll('.drawing, .scroll, pre')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };
  check();
  addEventListener('resize', check);
  document.addEventListener('toggle', check, true);
}
