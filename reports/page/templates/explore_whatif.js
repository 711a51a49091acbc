// What if: the models' answers at any head start and network.
{
  const data = embedded('whatif-data');
  if (data) {
    const perMonth = data.daysPerMonth;
    const [rate] = data.base; // none without a decided race
    // One curve to a model and network: the grid of the run.
    const curves = [];
    for (const point of data.grid) {
      const last = curves.at(-1);
      if (!last || last.model !== point.model || last.network !== point.network) {
        curves.push({model: point.model, network: point.network, level: point.level, n: point.n, points: [point]});
      } else {
        last.points.push(point);
      }
    }
    const models = ['empirical', 'empirical_by_network', 'race', 'elicited'];
    const names = {empirical: 'past races', empirical_by_network: 'with network', race: 'simulated race', elicited: 'bet'};
    const longest = Math.max(...data.grid.map((point) => point.months));
    const networks = [...new Set(curves.map((c) => c.network).filter((n) => n !== null))].sort((a, b) => a - b);
    const largest = networks.at(-1) || 1e9;

    const leads = []; // the stops of the slider, in days
    for (let d = 0; d < 14; d++) leads.push(d);
    for (let d = 14; d < 91; d += 7) leads.push(d);
    for (let m = 3; m <= longest; m += m < 24 ? 1 : m < 48 ? 3 : 12) leads.push(Math.round(m * perMonth));
    const sizes = [0];
    for (let size = 1e6; size <= largest; size *= 10) {
      for (const k of [1, 1.5, 2, 3, 4, 5, 6, 7, 8]) if (k * size <= largest) sizes.push(k * size);
    }
    const nearest = (stops, v) => stops.reduce((best, s, i) => Math.abs(Math.log1p(s) - Math.log1p(v)) < Math.abs(Math.log1p(stops[best]) - Math.log1p(v)) ? i : best, 0);

    const founding = data.races.find((r) => r.founding && r.network !== null);
    const start = () => ({days: founding ? founding.days : 183, network: founding ? founding.network : networks.length ? largest : null, race: founding ? founding.id : ''});
    let state = start();

    // A share of 500 draws is known to half a draw: an end of 0 or 1 must not pull harder.
    const logit = (p) => { const q = Math.max(1e-3, Math.min(1 - 1e-3, p)); return Math.log(q / (1 - q)); };
    const between = (a, b, t) => t <= 0 ? a : t >= 1 ? b : 1 / (1 + Math.exp(-(logit(a) * (1 - t) + logit(b) * t)));

    // One curve at a number of months: exact at its points.
    function atMonths(curve, months) {
      let i = curve.points.findIndex((point) => point.months >= months);
      if (i < 0) i = curve.points.length - 1;
      const [a, b] = [curve.points[Math.max(0, i - 1)], curve.points[i]];
      const t = a.months === b.months ? 1 : (Math.log1p(months) - Math.log1p(a.months)) / (Math.log1p(b.months) - Math.log1p(a.months));
      const mix = (end) => b.months === months ? b[end] : between(a[end], b[end], t);
      return {p: mix('p'), lower: mix('lower'), upper: mix('upper'), level: curve.level, n: curve.n};
    }

    // One model at a head start and a network; null where it has no answer.
    function answer(model, months, network) {
      const all = curves.filter((c) => c.model === model);
      const plain = all.find((c) => c.network === null);
      const grid = all.filter((c) => c.network !== null);
      if (network === null || grid.length === 0) return plain ? atMonths(plain, months) : null;
      let i = grid.findIndex((c) => c.network >= network);
      if (i < 0) i = grid.length - 1;
      const high = atMonths(grid[i], months);
      if (i === 0 || grid[i].network <= network) return high;
      const low = atMonths(grid[i - 1], months);
      const place = (v) => Math.log10(1e6 + v);
      const t = (place(network) - place(grid[i - 1].network)) / (place(grid[i].network) - place(grid[i - 1].network));
      const mix = (end) => between(low[end], high[end], t);
      return {p: mix('p'), lower: mix('lower'), upper: mix('upper'), level: high.level, n: high.n};
    }

    const duration = (days) => {
      const months = days / perMonth;
      return months < 3 ? plural(Math.round(days), 'day') : months < 24 ? Number(months.toFixed(1)) + ' months' : Number((months / 12).toFixed(1)) + ' years';
    };

    const of = (least, most, words) => least === most ? ` (${words(least)})` : ` (${words(least)} to ${words(most)})`;

    function cautions(months, network, race) {
      const out = [];
      const {least_months: low, most_months: high} = data.range[0];
      if (low !== null && (months < low - 1e-6 || months > high + 1e-6)) {
        out.push(`A head start of ${duration(state.days)} is outside those of past races${of(low * perMonth, high * perMonth, duration)}, so their estimate is an extrapolation.`);
      }
      const {least_network: least, most_network: most} = data.range[0];
      if (network !== null && least !== null && (network < least || network > most)) {
        out.push(`A network of ${people(network)} is outside those of past races${of(least, most, people)}, so their estimate is an extrapolation.`);
      }
      if (network !== null && network > largest) out.push(`The run has answers for up to ${people(largest)} people; those are shown.`);
      if (!founding && network === largest) out.push(`The data have no founding race with a known network, so ${people(largest)} people are assumed.`);
      if (network === null) out.push('The simulated race needs the network of the responder’s owner; past races do not.');
      const bucket = bucketOf(months);
      if (bucket && bucket.n < 10) out.push(bucket.n ? `Few races are similar: ${plural(bucket.n, 'race')} with a head start of ${bucket.name}.` : `No decided race has a head start of ${bucket.name}.`);
      if (race && race.own > 0 && race.network === network) {
        out.push(`The first mover's owner could bring ${people(race.own)} people; the answers assume none. For both: headstart whatif --race ${race.id}`);
      }
      return out;
    }

    const bucketOf = (months) => data.buckets.find((b) => b.from <= months && (b.to === null || months < b.to));

    const x = (months) => Math.log1p(months) / Math.log1p(longest);

    function fill(row, a, rests, words = chance) {
      row.querySelector('.p').textContent = a ? words(a.p) : '–';
      row.querySelector('.rests').textContent = rests;
      const cell = row.querySelector('.band');
      cell.replaceChildren();
      if (!a) return;
      const level = a.level > 0 ? ` (${percent(a.level)})` : ' (range)';
      if (a.lower < a.upper) add(cell, 'span', {class: 'ends'}, `${Math.round(100 * a.lower)} to ${a.upper < 0.005 ? '<1%' : percent(a.upper)}${level}`);
      const bar = draw(cell, 'svg', {class: 'bar', height: 14, 'aria-hidden': 'true', focusable: 'false'});
      draw(bar, 'line', {class: 'rule', x1: 0, x2: '100%', y1: 7, y2: 7});
      draw(bar, 'rect', {class: 'interval', x: 100 * a.lower + '%', y: 3, width: 100 * (a.upper - a.lower) + '%', height: 8});
      draw(bar, 'line', {class: 'value', x1: 100 * a.p + '%', x2: 100 * a.p + '%', y1: 0, y2: 14});
    }

    function plot(months, network) {
      const place = find('whatif-plot');
      const height = 300;
      const {svg, width} = sheet(place, height, 'Chance that the first mover wins, by head start, for each model at the network chosen; the table above has the answers');
      const wide = width > 560;
      const [left, right, top, bottom] = [44, width - (wide ? 104 : 10), 14, height - 40];
      const px = (m) => left + x(m) * (right - left);
      const py = (p) => bottom - p * (bottom - top);
      for (const p of [0, 0.25, 0.5, 0.75, 1]) {
        draw(svg, 'line', {class: 'grid', x1: left, x2: right, y1: py(p), y2: py(p)});
        draw(svg, 'text', {class: 'tick end', x: left - 8, y: py(p) + 4}, percent(p));
      }
      const ticks = [[0, '0'], [1, '1 mo'], [3, '3 mo'], [6, '6 mo'], [12, '1 yr'], [24, '2 yr'], [48, '4 yr'], [96, '8 yr'], [192, '16 yr']];
      for (const [m, label] of ticks.filter((t, i) => t[0] <= longest && (wide || i % 2 === 0))) {
        draw(svg, 'line', {class: 'axis', x1: px(m), x2: px(m), y1: bottom, y2: bottom + 5});
        const atEdge = m === longest && !wide;
        draw(svg, 'text', {class: 'tick ' + (atEdge ? 'end' : 'middle'), x: px(m) + (atEdge ? 8 : 0), y: bottom + 19}, label);
      }
      draw(svg, 'text', {class: 'tick middle', x: (left + right) / 2, y: bottom + 36}, 'head start');
      if (rate) {
        draw(svg, 'line', {class: 'base', x1: left, x2: right, y1: py(rate.value), y2: py(rate.value)});
      }
      const grid = [...new Set(data.grid.map((point) => point.months))].sort((a, b) => a - b);
      const drawn = [];
      for (const model of models) {
        const points = grid.map((m) => [m, answer(model, m, network)]).filter((q) => q[1]);
        if (points.length === 0) continue;
        const edge = points.map(([m, a]) => [px(m), py(a.upper)]).concat(points.map(([m, a]) => [px(m), py(a.lower)]).reverse());
        draw(svg, 'path', {class: 'area ' + model, d: path(edge) + 'Z'});
        drawn.push([model, points]);
      }
      for (const [model, points] of drawn) {
        draw(svg, 'path', {class: 'curve ' + model, d: path(points.map(([m, a]) => [px(m), py(a.p)]))});
      }
      const at = px(Math.min(months, longest));
      draw(svg, 'line', {class: 'cursor', x1: at, x2: at, y1: top - 8, y2: bottom});
      const text = duration(state.days);
      draw(svg, 'text', {class: 'tick strong' + (at > width / 2 ? ' end' : ''), x: at + (at > width / 2 ? -5 : 5), y: top + 1}, text);
      for (const [model] of drawn) {
        const a = answer(model, months, network);
        draw(svg, 'circle', {class: 'dot ' + model, cx: at, cy: py(a.p), r: 5});
      }
      if (!wide) return;
      const labels = drawn.map(([model, points]) => [model, py(points.at(-1)[1].p), names[model]]);
      if (rate) labels.push(['base', py(rate.value), 'base rate']);
      const ys = spread(labels.map((l) => l[1]), 15, top, bottom);
      labels.forEach(([model, , name], i) => draw(svg, 'text', {class: 'name ' + model, x: right + 8, y: ys[i] + 4}, name));
    }

    function show() {
      const months = state.days / perMonth;
      const network = state.network;
      const race = data.races.find((r) => r.id === state.race);
      find('whatif-lead').value = nearest(leads, state.days);
      find('whatif-lead').setAttribute('aria-valuetext', duration(state.days));
      find('whatif-days').value = state.days;
      find('whatif-lead-text').textContent = `${Number(months.toFixed(1))} months`;
      find('whatif-unknown').checked = network === null;
      for (const id of ['whatif-network', 'whatif-people']) find(id).disabled = network === null;
      if (network !== null) {
        find('whatif-network').value = nearest(sizes, network);
        find('whatif-network').setAttribute('aria-valuetext', people(network));
        find('whatif-people').value = network / 1e6;
      }
      find('whatif-race').value = race ? race.id : '';
      const rests = {
        empirical: (a) => plural(a.n, 'race'),
        empirical_by_network: (a) => plural(a.n, 'race') + ' with a known network',
        race: () => 'assumptions, no race',
        elicited: () => 'a statement',
      };
      for (const model of models) {
        const a = answer(model, Math.min(months, longest), network);
        const row = document.querySelector('#whatif-explorer .models .' + model); // of the bet only where there is one
        if (row) fill(row, a, a ? rests[model](a) : 'no answer');
      }
      const base = rate && {p: rate.value, lower: rate.lower, upper: rate.upper, level: rate.level};
      fill(document.querySelector('#whatif-explorer .models .base'), base, base ? `${rate.wins} of ${plural(rate.n, 'race')}` : 'no decided race', percent);
      const bucket = bucketOf(months);
      const outcome = {first_mover: (r) => r.first + ' won', responder: (r) => r.responder + ' won', undecided: () => 'the race is undecided'};
      find('whatif-alike').textContent = (bucket && bucket.n ? `With a head start of ${bucket.name}, the first mover won ${bucket.wins} of ${plural(bucket.n, 'race')}. ` : '') +
        (race ? `What happened in ${race.market_name}: ${outcome[race.winner](race)}.` : '');
      const list = find('whatif-cautions');
      list.replaceChildren();
      for (const text of cautions(months, network, race)) add(list, 'li', {}, text);
      find('whatif-command').textContent = `headstart whatif --head-start ${state.days}d` + (network === null ? '' : ` --network ${network}`);
      plot(months, network);
    }

    function changed(change) {
      state = {...state, ...change};
      show();
      keep();
    }

    function keep() {
      const query = new URLSearchParams({lead: state.days, network: state.network === null ? 'none' : short(state.network)});
      if (state.race) query.set('race', state.race);
      if (state.network !== null && usersOf(query.get('network')) !== state.network) query.set('network', state.network);
      keepState('whatif', query);
    }

    const usersOf = (text) => {
      const part = /^([0-9]+(?:\.[0-9]+)?)(|k|m|b|bn)$/.exec((text || '').toLowerCase().replaceAll(' ', ''));
      return part ? Math.min(1e10, Number(part[1]) * {'': 1, k: 1e3, m: 1e6, b: 1e9, bn: 1e9}[part[2]]) : null;
    };
    const daysOf = (text) => {
      const part = /^([0-9]+(?:\.[0-9]+)?)(|d|w|mo|y)$/.exec((text || '').toLowerCase().replaceAll(' ', ''));
      return part ? Math.min(36525, Number(part[1]) * {'': 1, d: 1, w: 7, mo: perMonth, y: 12 * perMonth}[part[2]]) : null;
    };

    function restore() {
      const query = stateOf('whatif');
      if (!query) return false;
      const days = daysOf(query.get('lead'));
      const race = data.races.find((r) => r.id === query.get('race'));
      state = {
        days: days === null ? start().days : days,
        network: query.get('network') === 'none' ? null : usersOf(query.get('network')) ?? start().network,
        race: race ? race.id : '',
      };
      show();
      find('whatif').scrollIntoView();
      return true;
    }

    const races = find('whatif-race');
    for (const r of data.races) {
      add(races, 'option', {value: r.id}, `${r.first} against ${r.responder}, ${r.market_name}`);
    }
    find('whatif-lead').max = leads.length - 1;
    find('whatif-network').max = sizes.length - 1;
    find('whatif-explorer').hidden = false;
    races.addEventListener('change', () => {
      const r = data.races.find((one) => one.id === races.value);
      changed(r ? {race: r.id, days: r.days, network: r.network} : {race: ''});
    });
    find('whatif-lead').addEventListener('input', (e) => changed({days: leads[e.target.value]}));
    find('whatif-days').addEventListener('change', (e) => changed({days: daysOf(e.target.value) ?? state.days}));
    find('whatif-network').addEventListener('input', (e) => changed({network: sizes[e.target.value]}));
    find('whatif-people').addEventListener('change', (e) => changed({network: usersOf(e.target.value + 'm') ?? state.network}));
    find('whatif-unknown').addEventListener('change', (e) => changed({network: e.target.checked ? null : start().network ?? largest}));
    if (!restore()) show();
    addEventListener('hashchange', restore);
    addEventListener('keep-whatif', keep);
    whenResized(find('whatif-plot'), show);
  }
}
