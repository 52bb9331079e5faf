//! Looking for builds by text.
//!
//! Text that many builds of a list have is found among the newest of them, in the order of the list; text that hardly any
//! has, by the index of texts. How many have it is known only when it has been looked for, so the ways are tried in turn.

use domain::Status;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::builds::{BuildFilter, kind, newest_first, one_of, parameters, place};
use crate::row::{self, get};
use crate::{Store, StoreError};

/// Among how many of the newest builds text is looked for before the index of texts is asked.
const NEWEST: i64 = 1_000;
/// Among how many, where that is no better: the text is too short for it, or the list no longer.
const MANY: i64 = 10_000;
/// Among how many, where one index has the list and its texts; among ten times as many, where more than a [`FEW`] of those
/// have it.
const COVERED: i64 = 25_000;
/// What fewer have is left to the index of texts.
const FEW: usize = 8;
/// On how many days text is looked for one by one.
const DAYS: i64 = 12;
/// How many letters and digits in a row the index takes.
const INDEXED: usize = 3;

impl Store {
    /// The builds of a filter in which `text` occurs, the newest first, at most `wanted` of them.
    pub(crate) async fn search(&self, filter: &BuildFilter, text: &str, wanted: i64) -> Result<Vec<Row>, StoreError> {
        let text = Text::of(text);
        let connection = self.connection().await?;
        let ask = async |sql: &str, most: i64| {
            let mut parameters = parameters(filter, &wanted);
            parameters.extend([
                (&text.within as _, Type::TEXT),
                (&text.commit as _, Type::TEXT),
                (&most as _, Type::INT8),
            ]);
            Ok::<_, StoreError>(connection.query_typed(sql, &parameters).await?)
        };
        let is_covered = is_narrow(filter) && has_texts(filter);
        let most = if is_covered { COVERED } else { MANY };
        let at_first = if is_covered || !text.indexed { most } else { NEWEST };
        let newest = newest(filter);
        let is_full = |rows: &[Row]| i64::try_from(rows.len()).is_ok_and(|it| it >= wanted);
        let rows = ask(&newest, at_first).await?;
        if !text.indexed || is_full(&rows) {
            return Ok(rows);
        }
        if is_narrow(filter) {
            let length = connection.query_typed(&length(filter), &parameters(filter, &most)).await?;
            let length: i64 = length.first().map_or(Ok(0), |it| get(it, "length"))?;
            if length < most {
                return if length <= at_first { Ok(rows) } else { ask(&newest, most).await };
            }
        }
        if is_covered && rows.len() >= FEW {
            let rows = ask(&newest, 10 * COVERED).await?;
            if is_full(&rows) {
                return Ok(rows);
            }
        }
        ask(&with_text(filter), DAYS).await
    }

    /// Sorts into the index what was written since the last time. Answers how many pages that was.
    pub async fn sort_texts(&self) -> Result<i64, StoreError> {
        let rows = self.query("select gin_clean_pending_list('build_texts_by_words') as pages", &[]).await?;
        rows.first().map_or(Ok(0), |row| get(row, "pages"))
    }
}

/// Whether a filter asks for more than the time of a build: texts by themselves are in the order of time alone.
fn is_narrow(filter: &BuildFilter) -> bool {
    filter.providers.is_some() || filter.statuses.is_some() || filter.branch.is_some() || filter.pipeline_id.is_some()
}

/// The statuses of a filter, where texts tell of each: as the database's `rare_status` has it.
fn rare_statuses(filter: &BuildFilter) -> Option<&[Status]> {
    let is_common = |it: &Status| matches!(it, Status::Queued | Status::Running | Status::Success);
    filter.statuses.as_deref().filter(|it| !it.iter().any(is_common))
}

/// Whether the list of a filter can be read from texts, in the order of an index of theirs.
fn has_texts(filter: &BuildFilter) -> bool {
    filter.pipeline_id.is_some() || rare_statuses(filter).is_some() || !is_narrow(filter)
}

/// At least the `limit` newest builds of such a list, as texts; of the rest of its filter nothing is asked.
fn newest_texts(filter: &BuildFilter, limit: &str) -> String {
    let of = |status: &str| {
        format!(
            "(select t.build_id, t.pipeline_id, t.created_at, t.rare_status, t.commit_sha, t.words from build_texts t
               where {}{status} order by t.created_at desc, t.build_id desc limit {limit})",
            place(filter, "t", "build_id")
        )
    };
    match rare_statuses(filter) {
        Some(statuses) if filter.pipeline_id.is_none() => {
            let each = statuses.iter().map(|it| of(&format!(" and t.rare_status = '{}'", it.as_str())));
            each.collect::<Vec<_>>().join(" union all ")
        }
        _ => of(""),
    }
}

/// Of the `$11` newest builds of a list those that have the text.
fn newest(filter: &BuildFilter) -> String {
    let (texts, passes) = if has_texts(filter) {
        (newest_texts(filter, "$11"), Passes::of(filter))
    } else {
        let texts = format!(
            "select t.* from ({}) b cross join lateral (select * from build_texts where build_id = b.id offset 0) t",
            newest_builds(filter, "$11")
        );
        (texts, Passes::default())
    };
    format!(
        "with named as materialized (select id from pipelines where org_id = $1 and words like lower($9))
         select {} from (
           select t.build_id from ({texts}) t {}
            where (t.words like lower($9) or t.commit_sha like $10 or t.pipeline_id in (select id from named)){}
            order by t.created_at desc, t.build_id desc limit $8) t
           join builds b on b.id = t.build_id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc",
        row::BUILD,
        passes.by_build,
        passes.by_text
    )
}

fn newest_builds(filter: &BuildFilter, limit: &str) -> String {
    format!("select b.id from ({}) b order by b.created_at desc, b.id desc limit {limit}", newest_first(filter, limit))
}

/// How many builds such a list has, up to `$8`.
fn length(filter: &BuildFilter) -> String {
    let list = if has_texts(filter) { newest_texts(filter, "$8") } else { newest_builds(filter, "$8") };
    format!("select count(*) as length from ({list}) list")
}

/// The builds of a filter that have the text: in their words, in their commit, or in their pipeline's name, each way by its
/// own index, and only then in order. Words are looked for day by day, which is in order already, the last `$11` days
/// first. What those do not fill a page with is so rare that it is looked for on all days at once; but where a filter may be
/// what is rare, and the text on many builds that do not pass it, only what is on none of those. Builds are looked up one by
/// one, never read through: how many have a text is a guess of the planner's.
fn with_text(filter: &BuildFilter) -> String {
    let (passes, kind) = (Passes::of(filter), kind(filter, filter.statuses.as_deref()));
    let texts = format!(
        "select t.build_id as id, t.created_at from build_texts t {} where {}{}",
        passes.by_build,
        place(filter, "t", "build_id"),
        passes.by_text
    );
    let rare = if is_narrow(filter) { "1" } else { "$8" };
    let by_day = |days: &str, most: &str| {
        format!(
            "select t.id, t.created_at from (
               select generate_series(date_bin('24 hours', ends.newest, '2000-01-01 00:00Z'), ends.oldest - interval '24 hours',
                                      interval '-24 hours') as day
                 from (select least($5, $6, (select max(created_at) from build_texts where org_id = $1)) as newest,
                              greatest($4, (select min(created_at) from build_texts where org_id = $1)) as oldest) ends
               {days}) d
              cross join lateral (
               {texts} and t.day = d.day and t.words like lower($9) order by t.created_at desc, t.build_id desc limit $8) t
              limit {most}"
        )
    };
    format!(
        "with lately as materialized ({lately}),
         before as materialized ({before}),
         anywhere as materialized ({texts} and (select count(*) from lately) < {rare} and t.words like lower($9)),
         found as (
           select * from lately union select * from before union select * from anywhere
            union
           {texts} and t.commit_sha like $10
            union
           select n.id, n.created_at from pipelines named cross join lateral (
             select b.id, b.created_at from builds b where {}{kind} and b.pipeline_id = named.id
              order by b.created_at desc, b.id desc limit $8) n
            where named.org_id = $1 and named.words like lower($9))
         select {} from (select id from found order by created_at desc, id desc limit $8) found
           join builds b on b.id = found.id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc",
        place(filter, "b", "id"),
        row::BUILD,
        lately = by_day("limit $11", "$8"),
        before = by_day(
            "offset $11",
            &format!("(select case when count(*) < {rare} then 0 else $8 - count(*) end from lately)")
        ),
    )
}

/// What has a text's build pass a filter's providers, statuses and branch.
#[derive(Default)]
struct Passes {
    /// To be true of a text `t`.
    by_text: String,
    /// The build itself, to be joined for what texts do not tell: common statuses, and branches as they are written.
    by_build: String,
}

impl Passes {
    fn of(filter: &BuildFilter) -> Self {
        let of_provider = filter
            .providers
            .iter()
            .map(|it| format!(" and t.pipeline_id in (select id from pipelines where true{})", one_of("provider", it)));
        let rare = rare_statuses(filter);
        let of_status = rare.iter().map(|it| one_of("t.rare_status", it));
        let of_build = BuildFilter { branch: filter.branch.clone(), ..BuildFilter::default() };
        let kind = kind(&of_build, filter.statuses.as_deref().filter(|_| rare.is_none()));
        let by_build = if kind.is_empty() {
            kind
        } else {
            format!("cross join lateral (select from builds b where b.id = t.build_id{kind} offset 0) b")
        };
        Self { by_text: of_provider.chain(of_status).collect(), by_build }
    }
}

/// Text that is looked for.
struct Text {
    /// The pattern that finds it within names and words.
    within: String,
    /// The pattern that finds commits which begin with it, where one can.
    commit: Option<String>,
    /// Whether it is enough for the index.
    indexed: bool,
}

impl Text {
    fn of(text: &str) -> Self {
        let commit = text.bytes().all(|it| it.is_ascii_hexdigit()).then(|| format!("{}%", text.to_ascii_lowercase()));
        let indexed = text.split(|it: char| !it.is_alphanumeric()).any(|it| it.chars().count() >= INDEXED);
        Self { within: format!("%{}%", escaped(text)), commit, indexed }
    }
}

/// Text as a part of a pattern.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_looked_for_as_it_stands() {
        let text = Text::of("100%_Done\\");
        assert_eq!((text.within.as_str(), text.commit, text.indexed), ("%100\\%\\_Done\\\\%", None, true));
        let text = Text::of("C0FFEE");
        assert_eq!((text.commit.as_deref(), text.indexed), (Some("c0ffee%"), true));
        assert!(!Text::of("a-b/c").indexed);
    }
}
