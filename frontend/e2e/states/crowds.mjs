// Ten thousand of what a page lists, or more than fit on a screen where it is told no more: few of them are drawn.

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** More of what a list holds, each with a name and a number of its own. */
const grown = (count, change) => (body) => ({
  ...body,
  items: times(count, (index) => change(body.items[index % body.items.length], index)),
});

const numbered = (pipeline, index) => ({
  ...pipeline,
  id: index + 1,
  repository: `${pipeline.repository}-${index}`,
});

/** How long a hundred pages may take on a machine that is busy. */
const READ_MS = 120_000;

/** Scrolls to the oldest build, then back up. */
async function readAll(page) {
  await page.waitForFunction(
    () => {
      scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector('[data-build="1"]') !== null;
    },
    undefined,
    { timeout: READ_MS },
  );
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('[data-build="10000"]').waitFor();
}

/** `most` is how many may be drawn at once. */
export const crowds = {
  overview: { path: "/?window=30d", reach: readAll, most: 80 },
  pipelines: {
    most: 80,
    prepare(fake) {
      fake.reshape("/api/pipelines", grown(10_000, numbered));
      fake.reshape(
        "/api/metrics/pipelines",
        grown(10_000, (one, index) => ({ ...one, pipeline: numbered(one.pipeline, index) })),
      );
    },
  },
  pipeline: { path: "/pipelines/2?window=30d", most: 40 },
  build: {
    path: "/b/10000",
    most: 300,
    prepare: (fake) =>
      fake.reshape("/api/builds/10000", (build) => ({
        ...build,
        jobs: times(120, (index) => ({
          ...build.jobs[index % build.jobs.length],
          id: index + 1,
          external_id: String(index),
          name: `shard ${index}`,
        })),
      })),
  },
  insights: {
    most: 120,
    prepare: (fake) =>
      fake.reshape(
        "/api/metrics/flaky",
        grown(60, (one, index) => ({ ...one, pipeline: numbered(one.pipeline, index) })),
      ),
  },
  sources: {
    most: 120,
    prepare: (fake) =>
      fake.reshape(
        "/api/sources",
        grown(120, (one, index) => ({ ...one, name: `${one.name}-${index}` })),
      ),
  },
  alerts: {
    most: 800,
    prepare: (fake) =>
      fake.reshape(
        "/api/alerts/routes",
        grown(60, (one, index) => ({ ...one, id: index + 1, name: `${one.name} ${index}` })),
      ),
  },
  wall: {
    most: 24,
    whole: "[data-wall] li > *",
    prepare: (fake) =>
      fake.reshape(
        "/api/breakages",
        grown(60, (one, index) => ({ ...one, id: index + 1, pipeline_id: index + 1 })),
      ),
  },
};
