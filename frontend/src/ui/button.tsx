import type { ComponentProps } from "react";
import styles from "./button.module.css";

interface ButtonProps extends ComponentProps<"button"> {
  look?: "plain" | "quiet" | "primary";
  /** Whether an icon is all it shows; such a button needs an `aria-label`. */
  icon?: boolean;
}

export function Button({ look = "plain", icon = false, ...rest }: ButtonProps) {
  return (
    <button type="button" className={styles.button} data-look={look} data-icon={icon} {...rest} />
  );
}
