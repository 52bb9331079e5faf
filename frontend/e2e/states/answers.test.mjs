// How the host answers: late, late again, not at all, and only to those who sign in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { soon } from "../support/browser.mjs";
import { draw } from "../support/states.mjs";
import { suite } from "../support/suite.mjs";
import { drawMatrix } from "./matrix.mjs";
import { dataOf, PAGES } from "./pages.mjs";

const { host, page: open, sharedPage } = suite();

const FOREVER_MS = 600_000;

const hang = ({ world }) => {
  world.slow = FOREVER_MS;
};

const alerts = (page) => page.getByRole("alert").first().waitFor();

/** Waits until nothing is under way for the first time. */
function calm(page) {
  return soon(page, async () => assert.equal(await page.locator("[aria-busy=true]").count(), 0));
}

/** What is not known is neither shown nor said to be nothing. */
async function claimsNothing(page, { data, nothing }) {
  assert.equal(await page.locator(data).count(), 0);
  assert.equal(await page.getByText(nothing).count(), 0);
}

/** Presses every Retry there is, at once: what is mended takes its button away. */
function pressRetries(page) {
  return page.getByRole("button", { name: "Retry", exact: true }).evaluateAll((buttons) => {
    for (const button of buttons) button.click();
  });
}

drawMatrix(
  { host, open, sharedPage },
  {
    loading: {
      prepare: hang,
      shows: async (page, place) => {
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await claimsNothing(page, place);
        if (!place.bare) await page.locator("[aria-busy=true]").first().waitFor();
      },
    },
    "loading again": {
      act: async (page, fake) => {
        await calm(page);
        hang(fake);
        fake.world.seen.length = 0;
        const asked = fake.asked();
        fake.refetch();
        await asked;
      },
      shows: async (page, place, fake) => {
        await dataOf(page, place);
        await calm(page);
        assert.ok(fake.world.seen.length > 0, "nothing was asked again");
      },
    },
    error: {
      prepare: (fake) => fake.fail("/api/"),
      shows: async (page, place) => {
        if (place.bare) await page.getByText("Service Unavailable").waitFor();
        else {
          await alerts(page);
          await page.getByRole("button", { name: "Copy request id" }).first().waitFor();
        }
        await claimsNothing(page, place);
      },
      after: async (page, fake, place) => {
        fake.heal();
        if (place.bare) return;
        await pressRetries(page);
        await dataOf(page, place);
      },
    },
    "error again": {
      act: (_, fake) => {
        fake.fail("/api/");
        fake.refetch();
      },
      shows: async (page, place) => {
        const told = page.getByRole("alert").or(page.getByText(/Service Unavailable|as of/));
        await told.filter({ visible: true }).first().waitFor();
        await dataOf(page, place);
      },
    },
  },
);

test("signing in is drawn well, also when the token is wrong", async () => {
  const fake = await host();
  fake.world.signedIn = false;
  const page = await open(fake);
  await page.goto(`${fake.origin}/sign-in.html`);
  await draw(page, "sign-in", () => page.getByLabel("Access token").waitFor());
  await page.getByLabel("Access token").fill("wrong");
  await page.keyboard.press("Enter");
  await draw(page, "sign-in-refused", () =>
    page.getByText("That is not the access token.").waitFor(),
  );
  await page.context().close();
});

for (const [name, place] of Object.entries(PAGES)) {
  test(`${name}, session over: one signs in, and is back where one was`, async () => {
    const fake = await host({ count: 12 });
    const page = await open(fake);
    const where = `${fake.origin}${place.path}?tz=utc`;
    await page.goto(where);
    await dataOf(page, place);
    await fake.hasSocket();
    fake.world.signedIn = false;
    fake.refetch();
    await page.getByLabel("Access token").fill(fake.world.token);
    await page.keyboard.press("Enter");
    await page.waitForURL(where);
    await dataOf(page, place);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  });
}
