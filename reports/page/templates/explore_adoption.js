// Adoption: every figure of the run, platform by platform.
{
  const data = embedded('adoption-data');
  if (data) {
    const tones = ['blue', 'amber', 'green', 'purple', 'teal', 'vermilion', 'indigo', 'wine'];
    const dashes = ['', '7 3', '2 3', '9 3 2 3'];
    const qualifiers = {exact: '', approx: 'about ', at_least: 'at least ', at_most: 'at most '};
    const day = (text) => Date.parse(text) / 864e5;

    const platforms = new Map(data.platforms.map((p) => [p.id, p]));
    const ids = [...platforms.keys()];
    const all = data.series.map((s) => ({...s, figures: s.figures.map((f) => ({...f, day: day(f.day)}))}));
    const metricNames = new Map(data.metrics.map((m) => [m.id, m.label]));
    const metrics = data.metrics.map((m) => m.id).filter((m) => all.some((s) => s.metric === m));
    const markets = [...new Set(all.map((s) => s.market))];
    const has = (metric, market) => all.filter((s) => s.metric === metric && s.market === market);
    const firstMetric = metrics[0];
    let state, shown = [], picked = null;

    const marketsOf = (metric) => markets.filter((k) => has(metric, k).length > 0)
      .sort((a, b) => has(metric, b).length - has(metric, a).length || markets.indexOf(a) - markets.indexOf(b));
    const largestOf = (metric, market, n) => has(metric, market)
      .sort((a, b) => Math.max(...b.figures.map((f) => f.value)) - Math.max(...a.figures.map((f) => f.value)) || ids.indexOf(a.platform) - ids.indexOf(b.platform))
      .slice(0, n).map((s) => s.platform);
    const start = () => {
      const market = marketsOf(firstMetric)[0];
      return {metric: firstMetric, market, platforms: largestOf(firstMetric, market, 6), scale: 'log', time: 'calendar'};
    };

    const nameOf = (p) => platforms.get(p).name || p;
    const metricName = (m) => metricNames.get(m) || m;
    // Where in the calendar a day lies, in years.
    const yearOf = (d) => {
      const year = new Date(d * 864e5).getUTCFullYear();
      const [from, to] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
      return year + (d * 864e5 - from) / (to - from);
    };
    const stated = (f) => qualifiers[f.qualifier] ?? f.qualifier + ' ';

    // The tone of a platform: its own in all charts, else the first that no
    // platform shown has.
    function styles(chosen) {
      const out = new Map();
      const used = new Set();
      for (const p of chosen) {
        const own = platforms.get(p).tone;
        if (own && !used.has(own)) { out.set(p, {tone: own}); used.add(own); }
      }
      let next = 0;
      for (const p of chosen) {
        if (out.has(p)) continue;
        while (used.size < tones.length && used.has(tones[next % tones.length])) next++;
        const tone = tones[next % tones.length];
        used.add(tone);
        next++;
        out.set(p, {tone});
      }
      chosen.forEach((p, i) => { out.get(p).dash = dashes[Math.floor(i / 2) % dashes.length]; });
      return out;
    }

    function ticks(low, high, log, room) {
      const out = [];
      if (log) {
        const decades = Math.log10(high / low);
        const steps = decades < 2 ? [1, 2, 5] : [1];
        for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
          for (const k of steps) if (k * 10 ** e >= low * 0.999 && k * 10 ** e <= high * 1.001) out.push(k * 10 ** e);
        }
        return out;
      }
      const rough = (high - low) / Math.max(2, room / 70);
      const power = 10 ** Math.floor(Math.log10(rough));
      const step = [1, 2, 5, 10].map((k) => k * power).find((s) => s >= rough);
      for (let v = Math.ceil(low / step - 1e-9) * step; v <= high * 1.0001; v += step) out.push(v);
      return out;
    }

    function plot() {
      const place = find('adoption-plot');
      const height = 430;
      const names = state.platforms.map(nameOf).join(', ');
      const {svg, width} = sheet(place, height, `${metricName(state.metric)}, ${data.markets[state.market]}: ${names || 'no platform chosen'}; the table below has the figures`);
      const wide = width > 520;
      const log = state.scale === 'log';
      const since = state.time === 'launch';
      const [left, top, bottom] = [56, 16, height - 34];
      const right = width - (wide ? 150 : 12);
      const chosen = has(state.metric, state.market).filter((s) => state.platforms.includes(s.platform))
        .sort((a, b) => state.platforms.indexOf(a.platform) - state.platforms.indexOf(b.platform));
      const style = styles(state.platforms);
      shown = [];
      const undated = [];
      for (const s of chosen) {
        const from = since ? platforms.get(s.platform).launched : null;
        if (since && from === null) { undated.push(nameOf(s.platform)); continue; }
        const zero = since ? day(from) : 0;
        const figures = s.figures.map((f) => ({...f, at: since ? (f.day - zero) / data.daysPerYear : yearOf(f.day)})).filter((f) => !since || f.at >= 0);
        if (figures.length) shown.push({platform: s.platform, figures, ...style.get(s.platform)});
      }
      find('adoption-reading').textContent = 'Point at a figure, or go from one to the next with the arrow keys.' +
        (undated.length ? ` No launch date: ${undated.join(', ')}.` : '');
      if (shown.length === 0) {
        draw(svg, 'text', {class: 'tick middle', x: width / 2, y: height / 2}, 'Choose a platform.');
        picked = null;
        return;
      }
      const values = shown.flatMap((s) => s.figures.map((f) => f.value));
      const times = shown.flatMap((s) => s.figures.map((f) => f.at));
      const high = Math.max(...values) * (log ? 1.15 : 1.05);
      const low = log ? Math.min(...values) / 1.15 : 0;
      const [early, late] = [since ? 0 : Math.floor(Math.min(...times)), Math.max(...times) + (since ? 0.2 : 0.1)];
      const px = (t) => left + (t - early) / (late - early) * (right - left);
      const py = (v) => log ? bottom - Math.log(v / low) / Math.log(high / low) * (bottom - top) : bottom - v / high * (bottom - top);
      for (const v of ticks(low, high, log, bottom - top)) {
        draw(svg, 'line', {class: 'grid', x1: left, x2: right, y1: py(v), y2: py(v)});
        draw(svg, 'text', {class: 'tick end', x: left - 8, y: py(v) + 4}, short(v));
      }
      draw(svg, 'line', {class: 'axis', x1: left, x2: right, y1: bottom, y2: bottom});
      for (const t of ticks(early, late, false, right - left).filter((t) => Number.isInteger(t))) {
        draw(svg, 'line', {class: 'axis', x1: px(t), x2: px(t), y1: bottom, y2: bottom + 5});
        draw(svg, 'text', {class: 'tick middle', x: px(t), y: bottom + 19}, since ? (t === 0 ? 'launch' : t + ' yr') : String(t));
      }
      for (const s of shown) {
        const group = draw(svg, 'g', {style: `--tone:var(--${s.tone})`});
        const runs = new Map();
        for (const f of s.figures) {
          f.x = px(f.at);
          f.y = py(f.value);
          if (!f.carries) continue;
          if (!runs.has(f.definition)) runs.set(f.definition, []);
          runs.get(f.definition).push(f);
        }
        for (const run of runs.values()) {
          const points = [];
          run.forEach((f, i) => {
            const before = run[i - 1];
            // Between two figures growth is even, so the line bends on a linear scale.
            for (let k = 1; !log && before && k < 8; k++) {
              points.push([before.x + (f.x - before.x) * k / 8, py(before.value * (f.value / before.value) ** (k / 8))]);
            }
            points.push([f.x, f.y]);
          });
          draw(group, 'path', {class: 'series', d: path(points), 'stroke-dasharray': s.dash});
        }
        for (const f of s.figures) mark(group, f);
        s.group = group;
      }
      if (wide) {
        const ends = shown.map((s) => s.figures.at(-1));
        const ys = spread(ends.map((f) => f.y), 15, top, bottom);
        shown.forEach((s, i) => {
          let words = nameOf(s.platform);
          const name = draw(svg, 'text', {class: 'name', x: right + 12, y: ys[i] + 4, style: `fill:var(--${s.tone})`}, words);
          while (name.getComputedTextLength() > 134 && words) {
            words = words.slice(0, -1);
            name.textContent = words + '…';
          }
          if (Math.abs(ys[i] - ends[i].y) > 3 || right - ends[i].x > 12) {
            draw(svg, 'path', {class: 'leader', d: path([[ends[i].x + 6, ends[i].y], [right + 2, ys[i]], [right + 9, ys[i]]])});
          }
        });
      }
      const ring = draw(svg, 'circle', {class: 'ring', r: 8, cx: -20, cy: -20});
      svg.addEventListener('pointermove', (e) => {
        const box = svg.getBoundingClientRect();
        const [x, y] = [(e.clientX - box.left) * width / box.width, (e.clientY - box.top) * height / box.height];
        let best = null, nearest = 36;
        shown.forEach((s, i) => s.figures.forEach((f, j) => {
          const d = Math.hypot(f.x - x, f.y - y);
          if (d < nearest) { nearest = d; best = [i, j]; }
        }));
        if (best) pick(best);
      });
      plot.ring = ring;
      if (picked && !(shown[picked[0]] && shown[picked[0]].figures[picked[1]])) picked = null;
      if (picked) pick(picked);
    }

    function mark(group, f) {
      const {x, y} = f;
      switch (f.qualifier) {
        case 'at_least': draw(group, 'path', {class: 'mark hollow', d: path([[x, y - 5], [x + 4.5, y + 3.5], [x - 4.5, y + 3.5]]) + 'Z'}); break;
        case 'at_most': draw(group, 'path', {class: 'mark hollow', d: path([[x, y + 5], [x + 4.5, y - 3.5], [x - 4.5, y - 3.5]]) + 'Z'}); break;
        case 'approx': draw(group, 'circle', {class: 'mark hollow', cx: round(x), cy: round(y), r: 3.6}); break;
        default: draw(group, 'circle', {class: 'mark', cx: round(x), cy: round(y), r: 3.6});
      }
    }

    function sourcesOf(parent, f) {
      if (!f.sources.length) parent.append('not in the list');
      f.sources.forEach((s, i) => {
        const {publisher, title, on} = data.sources[s];
        if (i) parent.append('; ');
        add(parent, 'a', {href: '#source-' + (s + 1), title: title + (on ? ', ' + on : '')}, publisher || title);
      });
    }

    function pick(at) {
      picked = at;
      const s = shown[at[0]];
      const f = s.figures[at[1]];
      plot.ring.setAttribute('cx', f.x);
      plot.ring.setAttribute('cy', f.y);
      const reading = find('adoption-reading');
      reading.replaceChildren();
      add(reading, 'b', {}, nameOf(s.platform));
      reading.append(`, ${f.period}: `);
      add(reading, 'b', {}, stated(f) + grouped(f.value));
      reading.append(` ${f.unit} (${metricName(state.metric)}, ${data.markets[state.market]}).`);
      if (f.lowest !== f.highest) reading.append(` Claims from ${grouped(f.lowest)} to ${grouped(f.highest)}.`);
      reading.append(f.sources.length > 1 ? ' Sources: ' : ' Source: ');
      sourcesOf(reading, f);
      reading.append('.');
    }

    function table() {
      const rows = find('adoption-rows');
      rows.replaceChildren();
      for (const s of shown) {
        for (const f of s.figures) {
          const row = add(rows, 'tr');
          add(row, 'th', {scope: 'row'}, nameOf(s.platform));
          add(row, 'td', {}, f.period);
          add(row, 'td', {class: 'num'}, grouped(f.value));
          add(row, 'td', {}, f.qualifier.replace('_', ' ') + ', ' + f.unit);
          add(row, 'td', {}, f.definition);
          sourcesOf(add(row, 'td'), f);
        }
      }
    }

    function controls() {
      const metric = find('adoption-metric');
      if (!metric.options.length) metrics.forEach((m) => add(metric, 'option', {value: m}, metricName(m)));
      metric.value = state.metric;
      const market = find('adoption-market');
      market.replaceChildren();
      for (const k of marketsOf(state.metric)) add(market, 'option', {value: k}, `${data.markets[k]} (${has(state.metric, k).length})`);
      market.value = state.market;
      for (const [group, value] of [['adoption-scale', state.scale], ['adoption-time', state.time]]) {
        for (const radio of document.getElementsByName(group)) radio.checked = radio.value === value;
      }
      const list = find('adoption-list');
      const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
      list.replaceChildren();
      const asked = find('adoption-search').value.trim().toLowerCase();
      const style = styles(state.platforms);
      const offered = has(state.metric, state.market)
        .filter((s) => !asked || nameOf(s.platform).toLowerCase().includes(asked) || s.platform.toLowerCase().includes(asked))
        .sort((a, b) => nameOf(a.platform).localeCompare(nameOf(b.platform), 'en'));
      for (const s of offered) {
        const label = add(list, 'label', {class: 'check'});
        const box = add(label, 'input', {type: 'checkbox', value: s.platform});
        box.checked = state.platforms.includes(s.platform);
        label.append(' ' + nameOf(s.platform) + ' ');
        add(label, 'span', {class: 'rows'}, String(s.figures.length));
        if (s.platform === focused) box.focus();
      }
      const chosen = find('adoption-chosen');
      chosen.replaceChildren();
      for (const p of state.platforms) {
        const button = add(add(chosen, 'li'), 'button', {type: 'button', value: p, 'aria-label': 'Leave out ' + nameOf(p)});
        const key = draw(button, 'svg', {width: 24, height: 10, 'aria-hidden': 'true', focusable: 'false'});
        draw(key, 'path', {class: 'series', d: 'M0 5H24', style: `--tone:var(--${style.get(p).tone})`, 'stroke-dasharray': style.get(p).dash});
        button.append(' ' + nameOf(p) + ' ×');
      }
      if (!offered.length) add(list, 'p', {class: 'note'}, 'No platform of that name has a figure here.');
    }

    function show() {
      controls();
      plot();
      table();
    }

    function changed(change) {
      state = {...state, ...change};
      picked = null;
      const kept = state.platforms.filter((p) => has(state.metric, state.market).some((s) => s.platform === p));
      if (('metric' in change || 'market' in change)) state.platforms = kept.length ? kept : largestOf(state.metric, state.market, 6);
      show();
      keep();
    }

    function keep() {
      const query = new URLSearchParams({metric: state.metric, market: state.market, scale: state.scale, time: state.time});
      for (const p of state.platforms) query.append('p', p);
      keepState('adoption', query);
    }

    function restore() {
      const query = stateOf('adoption');
      if (!query) return false;
      const first = start();
      const metric = query.get('metric');
      state = {...first, metric: metrics.includes(metric) ? metric : first.metric};
      const market = query.get('market');
      state.market = markets.includes(market) && has(state.metric, market).length ? market : marketsOf(state.metric)[0];
      if (['log', 'linear'].includes(query.get('scale'))) state.scale = query.get('scale');
      if (['calendar', 'launch'].includes(query.get('time'))) state.time = query.get('time');
            state.platforms = query.has('p') || query.has('metric')
        ? [...new Set(query.getAll('p'))].filter((p) => has(state.metric, state.market).some((s) => s.platform === p)) : first.platforms;
      picked = null;
      show();
      find('adoption-explorer').scrollIntoView();
      return true;
    }

    find('adoption-explorer').hidden = false;
    find('adoption-metric').addEventListener('change', (e) => {
      const metric = e.target.value;
      const market = has(metric, state.market).length ? state.market : marketsOf(metric)[0];
      changed({metric, market});
    });
    find('adoption-market').addEventListener('change', (e) => changed({market: e.target.value}));
    for (const radio of document.getElementsByName('adoption-scale')) radio.addEventListener('change', () => changed({scale: radio.value}));
    for (const radio of document.getElementsByName('adoption-time')) radio.addEventListener('change', () => changed({time: radio.value}));
    find('adoption-search').addEventListener('input', controls);
    find('adoption-list').addEventListener('change', (e) => {
      const p = e.target.value;
      changed({platforms: e.target.checked ? [...state.platforms, p] : state.platforms.filter((other) => other !== p)});
    });
    find('adoption-chosen').addEventListener('click', (e) => {
      const button = e.target.closest('button');
      if (button) changed({platforms: state.platforms.filter((p) => p !== button.value)});
    });
    find('adoption-largest').addEventListener('click', () => changed({platforms: largestOf(state.metric, state.market, 8)}));
    find('adoption-none').addEventListener('click', () => changed({platforms: []}));
    find('adoption-plot').addEventListener('keydown', (e) => {
      if (!shown.length) return;
      const [i, j] = picked || [0, -1];
      const series = (k) => (k + shown.length) % shown.length;
      const last = (k) => shown[k].figures.length - 1;
      const moves = {
        ArrowRight: () => [i, Math.min(last(i), j + 1)], ArrowLeft: () => [i, Math.max(0, j - 1)],
        Home: () => [i, 0], End: () => [i, last(i)],
        ArrowDown: () => [series(i + 1), Math.min(Math.max(j, 0), last(series(i + 1)))],
        ArrowUp: () => [series(i - 1), Math.min(Math.max(j, 0), last(series(i - 1)))],
      };
      if (!moves[e.key]) return;
      e.preventDefault();
      pick(moves[e.key]());
    });
    state = start();
    if (!restore()) show();
    addEventListener('hashchange', restore);
    addEventListener('keep-adoption', keep);
    whenResized(find('adoption-plot'), plot);
  }
}
