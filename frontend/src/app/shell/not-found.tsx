import { Link } from "@tanstack/react-router";
import layout from "../../styles/layout.module.css";
import { Empty } from "../../ui/empty";

export function NotFound() {
  return (
    <div className={layout.page}>
      <h1>Page not found</h1>
      <div className={layout.panel}>
        <Empty title="There is nothing at this address">
          <p>
            The link may be mistyped or old. <Link to="/">Go to the overview</Link>
          </p>
        </Empty>
      </div>
    </div>
  );
}
