//! Looking for builds by text.
//!
//! Text that many builds of a filter have is found among the newest of them, in the order of the list; text that hardly any
//! has, by the index of texts, which has what a filter asks for as well. How many have it is known only when it has been
//! looked for, so the ways are tried in turn.

use domain::Status;
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::builds::{BuildFilter, kind, newest_first, parameters, place};
use crate::row::{self, get};
use crate::{Store, StoreError};

/// Among how many of the newest builds text is looked for at first.
const NEWEST: i64 = 1_000;
/// Among how many of them it is looked for that is too short for the index. No more than that are few enough to be found by
/// the index all at once.
const MANY: i64 = 10_000;
/// On how many days text is looked for one by one.
const DAYS: i64 = 12;
/// How many letters and digits in a row the index takes.
const INDEXED: usize = 3;

impl Store {
    /// The builds of a filter in which `text` occurs, the newest first, at most `wanted` of them.
    pub(crate) async fn search(&self, filter: &BuildFilter, text: &str, wanted: i64) -> Result<Vec<Row>, StoreError> {
        let text = Text::of(text);
        let branch = filter.branch.as_deref().map(|it| format!("{}\n%", escaped(it)));
        let connection = self.connection().await?;
        let ask = async |sql: &str, most: i64| {
            let mut parameters = parameters(filter, &wanted);
            parameters.extend([
                (&text.within as _, Type::TEXT),
                (&text.commit as _, Type::TEXT),
                (&most as _, Type::INT8),
                (&branch as _, Type::TEXT),
            ]);
            Ok::<_, StoreError>(connection.query_typed(sql, &parameters).await?)
        };
        let rows = ask(&newest(filter), if text.indexed { NEWEST } else { MANY }).await?;
        if !text.indexed || i64::try_from(rows.len()).is_ok_and(|it| it >= wanted) {
            return Ok(rows);
        }
        let mut days = DAYS;
        if is_narrow(filter) {
            let length = connection.query_typed(&length(filter), &parameters(filter, &MANY)).await?;
            match length.first().map_or(Ok(0), |it| get(it, "length"))? {
                ..=NEWEST => return Ok(rows),
                ..MANY => days = 0,
                _ => {}
            }
        }
        ask(&with_text(filter), days).await
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

/// Of the `$11` newest builds of a filter those that have the text.
fn newest(filter: &BuildFilter) -> String {
    let texts = if is_narrow(filter) {
        format!(
            "(select b.id from ({}) b order by b.created_at desc, b.id desc limit $11) b
              cross join lateral (select * from build_texts where build_id = b.id offset 0) t",
            newest_first(filter, "$11")
        )
    } else {
        let place = place(filter, "t", "build_id");
        format!("(select t.* from build_texts t where {place} order by t.created_at desc, t.build_id desc limit $11) t")
    };
    format!(
        "with named as materialized (select id from pipelines where org_id = $1 and words like lower($9))
         select {} from (
           select t.build_id from {texts}
            where t.words like lower($9) or t.commit_sha like $10 or t.pipeline_id in (select id from named)
            order by t.created_at desc, t.build_id desc limit $8) t
           join builds b on b.id = t.build_id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc",
        row::BUILD
    )
}

/// How many builds a filter has, up to `$8`.
fn length(filter: &BuildFilter) -> String {
    format!("select count(*) as length from (select from ({}) b limit $8) b", newest_first(filter, "$8"))
}

/// The builds of a filter that have the text: in their words, in their commit, or in their pipeline's name, each way by its
/// own index, and only then in order. Words are looked for day by day, which is in order already, the last `$11` days
/// first. What those do not fill a page with is so rare that it is looked for on all days at once; but where the index does
/// not know what a filter asks for, that may be what is rare, and the text on many builds that do not pass: then only what
/// is on none of those days. Builds are looked up one by one, never read through: how many have a text is a guess of the
/// planner's.
fn with_text(filter: &BuildFilter) -> String {
    let passes = Passes::of(filter);
    let (of_build, kind) = (place(filter, "b", "id"), kind(filter, filter.statuses.as_deref()));
    let texts = format!(
        "select t.build_id as id, t.created_at from build_texts t {} where {}{}",
        passes.in_builds,
        place(filter, "t", "build_id"),
        passes.in_index
    );
    let rare = if passes.by_index { "$8" } else { "1" };
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
             select b.id, b.created_at from builds b where {of_build}{kind} and b.pipeline_id = named.id
              order by b.created_at desc, b.id desc limit $8) n
            where named.org_id = $1 and named.words like lower($9))
         select {} from (select id from found order by created_at desc, id desc limit $8) found
           join builds b on b.id = found.id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc",
        row::BUILD,
        lately = by_day("limit $11", "$8"),
        before = by_day(
            "offset $11",
            &format!("(select case when count(*) < {rare} then 0 else $8 - count(*) end from lately)")
        ),
    )
}

/// How texts tell that their builds are of the kind that a filter asks for.
struct Passes {
    /// By columns of the index: to be true of a text `t`.
    in_index: String,
    /// By the build itself, to be joined: what the index does not have, or has in lower case.
    in_builds: String,
    /// Whether the index has all but the case of a branch.
    by_index: bool,
}

impl Passes {
    fn of(filter: &BuildFilter) -> Self {
        let one_of = |column: &str, words: Vec<&str>| {
            let each: Vec<_> = words.iter().map(|it| format!("t.{column} = '{it}'")).collect();
            format!(" and ({})", each.join(" or "))
        };
        let mut in_index = String::new();
        if let Some(providers) = &filter.providers {
            in_index += &one_of("provider", providers.iter().map(|it| it.as_str()).collect());
        }
        let (rare, common): (Vec<Status>, Vec<Status>) = filter.statuses.iter().flatten().partition(|it| is_rare(**it));
        if !rare.is_empty() && common.is_empty() {
            in_index += &one_of("rare_status", rare.iter().map(|it| it.as_str()).collect());
        }
        if filter.branch.is_some() {
            in_index += " and t.words like lower($12)";
        }
        let by_index = common.is_empty();
        let statuses = filter.statuses.as_deref().filter(|_| !by_index);
        let in_builds = if statuses.is_none() && filter.branch.is_none() {
            String::new()
        } else {
            let of_build = BuildFilter { branch: filter.branch.clone(), ..BuildFilter::default() };
            format!(
                "cross join lateral (select from builds b where b.id = t.build_id{} offset 0) b",
                kind(&of_build, statuses)
            )
        };
        Self { in_index, in_builds, by_index }
    }
}

/// Whether texts tell that a build stands so: as the database's function of this name has it.
fn is_rare(status: Status) -> bool {
    !matches!(status, Status::Queued | Status::Running | Status::Success)
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
