'use strict';
// What the explorers share. Texts of the data only ever become text nodes.

const find = (id) => document.getElementById(id);

const embedded = (id) => {
  const holder = find(id);
  return holder && JSON.parse(holder.textContent);
};

function add(parent, name, attributes, text) {
  return append(parent, document.createElement(name), attributes, text);
}

function draw(parent, name, attributes, text) {
  return append(parent, document.createElementNS('http://www.w3.org/2000/svg', name), attributes, text);
}

function append(parent, node, attributes, text) {
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

const round = (v) => Math.round(v * 10) / 10;
const path = (points) => points.map(([x, y], i) => (i ? 'L' : 'M') + round(x) + ' ' + round(y)).join('');
const grouped = (v) => v.toLocaleString('en', {maximumFractionDigits: 6});
const percent = (p) => Math.round(100 * p) + '%';
const chance = (p) => p < 0.005 ? '<1%' : p > 0.995 ? '>99%' : percent(p);
const plural = (n, one, many) => grouped(n) + ' ' + (n === 1 ? one : many || one + 's');

// A number of people as an axis has it, 600M, and as a sentence has it, 600 million.
function short(v, units = [[1e9, 'B'], [1e6, 'M'], [1e3, 'k']]) {
  for (const [size, unit] of units) {
    if (v >= size) return Number((v / size).toPrecision(3)) + unit;
  }
  return grouped(v);
}
const people = (v) => short(v, [[1e9, ' billion'], [1e6, ' million']]);

// The address bar keeps the state of the explorer that was used last, as
// #whatif?lead=42&network=600m.
function stateOf(explorer) {
  const [place, query] = location.hash.slice(1).split(/\?(.*)/s);
  return place === explorer && query !== undefined ? new URLSearchParams(query) : null;
}

function keepState(explorer, state) {
  try {
    history.replaceState(null, '', '#' + explorer + '?' + state);
  } catch {
    // A reader that forbids it still has the explorer.
  }
}

// Labels at the ends of lines, moved apart and held between top and bottom.
function spread(wanted, gap, top, bottom) {
  const order = wanted.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out = [];
  let before = top - gap;
  for (const [y, i] of order) out[i] = before = Math.max(y, before + gap);
  let after = bottom + gap;
  for (const [, i] of order.reverse()) out[i] = after = Math.min(out[i], after - gap);
  return out;
}

// A drawing as wide as its place, in pixels, so that text keeps its size.
function sheet(place, height, name) {
  const width = Math.max(280, place.clientWidth);
  place.replaceChildren();
  const svg = draw(place, 'svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img'});
  draw(svg, 'title', {}, name);
  return {svg, width};
}

function whenResized(place, redraw) {
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      redraw();
    }
  }).observe(place);
}
