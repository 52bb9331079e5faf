import { useEffect, useLayoutEffect, useRef, useState } from "react";

/** How near to the end of the page counts as at its end, and how far up as scrolled up, in pixels. */
const END_PX = 24;
const UP_PX = 8;

export interface Follow {
  readonly following: boolean;
  /** How many lines came since the reader left the end. */
  readonly missed: number;
  readonly setFollowing: (following: boolean) => void;
}

function toEnd(): void {
  scrollTo({ top: document.documentElement.scrollHeight });
}

function isAtEnd(): boolean {
  return innerHeight + scrollY >= document.documentElement.scrollHeight - END_PX;
}

/** Keeps the end of a log that grows in sight, until the reader scrolls up. */
export function useFollow(isGrowing: boolean, length: number): Follow {
  const [following, setFollowing] = useState(false);
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const lines = useRef(length);

  useLayoutEffect(() => {
    lines.current = length;
    if (following) toEnd();
  }, [following, length]);

  useEffect(() => {
    if (!isGrowing) return;
    let last = scrollY;
    const onScroll = () => {
      const wentUp = scrollY < last - UP_PX;
      last = scrollY;
      if (isAtEnd()) {
        setFollowing(true);
      } else if (wentUp) {
        setFollowing(false);
        setLeftAt((before) => before ?? lines.current);
      }
    };
    addEventListener("scroll", onScroll, { passive: true });
    return () => removeEventListener("scroll", onScroll);
  }, [isGrowing]);

  return {
    following: following && isGrowing,
    missed: following || leftAt === null || !isGrowing ? 0 : length - leftAt,
    setFollowing(next) {
      setLeftAt(next ? null : length);
      setFollowing(next);
    },
  };
}
