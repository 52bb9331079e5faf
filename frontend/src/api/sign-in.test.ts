import { expect, test, vi } from "vitest";
import { leaveToSignIn } from "./sign-in";

const place = (pathname: string, search = "", hash = "") => ({
  pathname,
  search,
  hash,
  assign: vi.fn(),
});

test("signing in comes back to where one was", () => {
  const here = place("/builds/7", "?job=2", "#L10");
  leaveToSignIn(here);
  expect(here.assign).toHaveBeenCalledExactlyOnceWith(
    "/sign-in.html?next=%2Fbuilds%2F7%3Fjob%3D2%23L10",
  );
});

test("the sign-in page does not leave for itself", () => {
  const here = place("/sign-in.html");
  leaveToSignIn(here);
  expect(here.assign).not.toHaveBeenCalled();
});
