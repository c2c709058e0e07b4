// Where things in the margin go: bars that overlap side by side, labels below each other. Plain numbers, no page.

/** For intervals { top, bottom } sorted by their top, the lane of each: the first that is free. */
export function lanes(intervals) {
  const free = []; // of each lane, where it is free again
  return intervals.map(({ top, bottom }) => {
    let lane = free.findIndex((each) => each <= top);
    if (lane < 0) lane = free.length;
    free[lane] = bottom;
    return lane;
  });
}

/**
 * The tops of labels { wanted, height }, sorted by where they want to stand: as near to it as they can without one
 * covering another (the least squares of the distances, by pooling neighbours; Barlow et al. 1972).
 */
export function stack(labels, { gap = 2, least = 0 } = {}) {
  const pools = [];
  const above = [];
  let filled = 0;
  for (const [place, { wanted, height }] of labels.entries()) {
    above.push(filled);
    pools.push({ sum: wanted - filled, many: 1, first: place });
    filled += height + gap;
    while (pools.length > 1 && mean(pools.at(-2)) >= mean(pools.at(-1))) {
      const last = pools.pop();
      pools.at(-1).sum += last.sum;
      pools.at(-1).many += last.many;
    }
  }
  const tops = [];
  for (const pool of pools) {
    for (let place = pool.first; place < pool.first + pool.many; place++) tops.push(Math.max(least, mean(pool)) + above[place]);
  }
  return tops;
}

const mean = ({ sum, many }) => sum / many;
