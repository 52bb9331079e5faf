// Time to insight, in clicks from the page that is left open: what is red, why, by whom, and since when it is slower.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NARROW, soon, WIDE } from "./support/browser.mjs";
import { suite } from "./support/suite.mjs";

const { host, page: open } = suite();

/** The overview of a host, with every click on it counted. */
async function begin(viewport) {
  const fake = await host();
  const page = await open(fake, { viewport });
  await page.addInitScript(() => {
    window.clicks = 0;
    addEventListener("click", (event) => {
      if (event.isTrusted) window.clicks += 1;
    });
  });
  await page.goto(fake.origin);
  await page.locator("[data-broken-link]").first().waitFor();
  const answer = await page.request.get(`${fake.origin}/api/breakages?state=open`);
  const { items } = await answer.json();
  return { page, broken: items };
}

async function clicked(page, most) {
  const clicks = await page.evaluate(() => window.clicks);
  assert.ok(clicks <= most, `${clicks} clicks`);
  await page.context().close();
}

/** Fails unless what is found stands on the screen as it is, without scrolling. */
async function inSight(found) {
  await found.waitFor();
  await soon(found.page(), async () => {
    const { top, height } = await found.evaluate((one) => ({
      top: one.getBoundingClientRect().top,
      height: innerHeight,
    }));
    assert.ok(top > 0 && top < height, `${top} px down a screen of ${height} px`);
  });
}

for (const [width, viewport] of [
  ["1440", WIDE],
  ["390", NARROW],
]) {
  test(`which default branches are red: no click at ${width} px`, async () => {
    const { page, broken } = await begin(viewport);
    assert.ok(broken.length > 1);
    await soon(page, async () => {
      const shown = await page.locator("[data-breakage]").allTextContents();
      assert.equal(shown.length, broken.length);
      for (const { repository, branch } of broken)
        assert.ok(shown.some((text) => text.includes(repository) && text.includes(branch)));
    });
    await inSight(page.getByRole("heading", { name: /^Failing now/ }));
    await clicked(page, 0);
  });

  test(`why it is red: one click at ${width} px`, async () => {
    const { page } = await begin(viewport);
    await page.locator("[data-broken-link]").first().click();
    const why = page.getByRole("region", { name: /First error/ });
    await inSight(why.locator("[data-first=true]"));
    await why.locator("pre").getByText("error TS2345").waitFor();
    await clicked(page, 1);
  });

  test(`who broke it: two clicks at ${width} px`, async () => {
    const { page, broken } = await begin(viewport);
    const [first] = broken;
    await page.locator(`[data-breakage="${first.id}"] [data-broken-link]`).click();
    await page
      .getByText(/since the last green build/)
      .first()
      .waitFor();
    const commits = page.getByRole("list", { name: "Commits since the last green build" });
    const { commit_sha, actor } = first.suspects.at(-1);
    await commits.getByText(commit_sha.slice(0, 7)).first().waitFor();
    await commits.getByText(actor).first().waitFor();
    await clicked(page, 2);
  });

  test(`when it got slower: two clicks at ${width} px`, async () => {
    const { page } = await begin(viewport);
    await page.getByRole("link", { name: "Insights" }).click();
    const slower = page.getByRole("region", { name: "Slower pipelines" });
    const first = slower.locator("tbody tr:has(th)").first();
    await inSight(first);
    await first
      .getByText(/\d+m.* → \d+m/)
      .first()
      .waitFor();
    await inSight(first.locator("time").filter({ visible: true }));
    await clicked(page, 2);
  });
}
