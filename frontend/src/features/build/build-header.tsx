import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { BuildDetail } from "../../api/types";
import { duration, MISSING, shortSha } from "../../domain/format";
import { pipelineTitle } from "../../domain/names";
import { providerName } from "../../domain/provider";
import { CopyButton } from "../../ui/copy-button";
import { PipelineName } from "../../ui/pipeline-name";
import { ProviderLink } from "../../ui/provider-link";
import { ProviderMark } from "../../ui/provider-mark";
import { StatusIcon } from "../../ui/status-icon";
import { StatusPill } from "../../ui/status-pill";
import { Age, Duration } from "../../ui/time";
import styles from "./build.module.css";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto" title={typeof children === "string" ? children : undefined}>
        {children}
      </dd>
    </div>
  );
}

function Facts({ build }: { build: BuildDetail }) {
  const running = build.status === "running";
  return (
    <dl className={styles.facts}>
      <Fact name="Status">
        <StatusPill status={build.status} raw={build.raw_status} />
      </Fact>
      <Fact name="Duration">
        <Duration
          seconds={running ? null : build.duration_seconds}
          since={running ? build.started_at : null}
        />
      </Fact>
      <Fact name="Queued for">{duration(build.queued_seconds)}</Fact>
      <Fact name="Started">
        <Age at={build.started_at ?? build.created_at} />
      </Fact>
      <Fact name="Branch">
        {build.branch ? (
          <Link to="/" search={{ branch: build.branch }} title={build.branch}>
            {build.branch}
          </Link>
        ) : (
          MISSING
        )}
      </Fact>
      <Fact name="Commit">
        {build.commit_sha ? <code>{shortSha(build.commit_sha)}</code> : MISSING}
      </Fact>
      <Fact name="By">{build.actor ?? MISSING}</Fact>
      <Fact name="Event">{build.event ?? MISSING}</Fact>
    </dl>
  );
}

/** What was built, how it went, and the way to the provider's own page. */
export function BuildHeader({ build }: { build: BuildDetail }) {
  const name = pipelineTitle(build.repository, build.pipeline_name);
  return (
    <header className={styles.header}>
      <div className={styles.headline}>
        <StatusIcon status={build.status} size={28} />
        <div className={styles.names}>
          <h1 dir="auto">
            <Link
              to="/pipelines/$pipelineId"
              params={{ pipelineId: String(build.pipeline_id) }}
              search={build.branch ? { branch: build.branch } : {}}
            >
              <PipelineName repository={build.repository} name={build.pipeline_name} />
            </Link>
          </h1>
          <p className={styles.subtitle} dir="auto">
            <ProviderMark provider={build.provider} />
            <span>
              {build.commit_title ?? `${providerName(build.provider)} build ${build.external_id}`}
            </span>
          </p>
        </div>
        <div className={styles.actions}>
          <CopyButton text={`${location.origin}/b/${build.id}`} what="link to this build" />
          <ProviderLink provider={build.provider} address={build.web_url} what={name} wordy />
        </div>
      </div>
      <Facts build={build} />
    </header>
  );
}
