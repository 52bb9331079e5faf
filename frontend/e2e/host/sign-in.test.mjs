// Signing in, against a real host that asks for a token: SIGNALBOX_GATED_URL and SIGNALBOX_ACCESS_TOKEN.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { checkAccess, checkReflow, launch, NARROW, openPage, shoot } from "../support/browser.mjs";
import { reads } from "../support/suite.mjs";

function fromEnvironment(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; it takes the running host's value`);
  return value;
}

const origin = new URL(fromEnvironment("SIGNALBOX_GATED_URL")).origin;
const token = fromEnvironment("SIGNALBOX_ACCESS_TOKEN");
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

async function signIn(page, typed) {
  await page.getByLabel("Access token").fill(typed);
  await page.keyboard.press("Enter");
}

test("one signs in where one wanted to go, and the page is live", async () => {
  const page = await openPage(browser, origin);
  await page.goto(`${origin}/pipelines`);
  await checkAccess(page, "sign-in");
  await shoot(page, "sign-in");
  await signIn(page, `${token}x`);
  await page.getByText("That is not the access token.").waitFor();
  await checkAccess(page, "sign-in refused");
  await shoot(page, "sign-in-refused");
  await signIn(page, token);
  await page.getByRole("heading", { name: "Pipelines", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/pipelines");
  await reads(page, "live");
  assert.deepEqual(page.faults, []);

  await page.context().clearCookies();
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await page.getByLabel("Access token").waitFor();
  assert.equal(new URL(page.url()).pathname, "/sign-in.html");
  await signIn(page, token);
  await page.waitForURL(`${origin}/`);
  await reads(page, "live");
  await page.context().close();
});

test("signing in fits a telephone, light and dark, and leads nowhere else", async () => {
  for (const scheme of ["light", "dark"]) {
    const page = await openPage(browser, origin, { viewport: NARROW, scheme });
    await page.goto(`${origin}/sign-in.html?next=https://evil.example/`);
    await checkReflow(page, `sign-in ${scheme}`);
    await checkAccess(page, `sign-in ${scheme}`);
    await shoot(page, `sign-in-narrow-${scheme}`);
    await signIn(page, token);
    await reads(page, "live");
    assert.equal(new URL(page.url()).origin, origin);
    await page.context().close();
  }
});
