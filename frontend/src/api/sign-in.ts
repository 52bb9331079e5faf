const SIGN_IN = "/sign-in.html";

/** Leaves for the sign-in page, which comes back to where this page stands. */
export function leaveToSignIn(
  place: Pick<Location, "pathname" | "search" | "hash" | "assign">,
): void {
  if (place.pathname === SIGN_IN) return;
  const next = place.pathname + place.search + place.hash;
  place.assign(`${SIGN_IN}?${new URLSearchParams({ next })}`);
}
