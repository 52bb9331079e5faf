//! Looking for builds by text.
//!
//! Text that most builds have is found among the newest of them; text that is on many days, day by day, the last first;
//! text that is hardly anywhere, at once. How many have it is known only when it has been looked for, so the ways are
//! tried in turn.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::builds::{BuildFilter, kind, parameters, place};
use crate::row::{self, get};
use crate::{DEFAULT_ORG, Store, StoreError};

/// Among how many of the newest builds text is looked for at first.
const NEWEST: i64 = 1_000;
/// Among how many of the newest builds text is looked for that is too short for the index.
const NEWEST_OF_SHORT: i64 = 10_000;
/// On how many days text is looked for before it counts as rare.
const DAYS: i64 = 12;
/// Text that fewer builds of those days have is rare.
const FEW: i64 = 8;
/// How many letters and digits in a row the index takes.
const INDEXED: usize = 3;

impl Store {
    /// The builds of a filter in which `text` occurs, the newest first, at most `wanted` of them.
    pub(crate) async fn search(&self, filter: &BuildFilter, text: &str, wanted: i64) -> Result<Vec<Row>, StoreError> {
        let text = Text::of(text);
        let connection = self.connection().await?;
        let named = connection.query_typed(NAMED, &[(&DEFAULT_ORG, Type::INT8), (&text.within, Type::TEXT)]).await?;
        let named: Vec<i64> = named.iter().map(|it| get(it, "id")).collect::<Result<_, _>>()?;
        let ask = async |sql: &str, most: Option<i64>| {
            let mut parameters = parameters(filter, &wanted);
            parameters.extend([
                (&text.within as _, Type::TEXT),
                (&text.commit as _, Type::TEXT),
                (&named as _, Type::INT8_ARRAY),
                (&most as _, Type::INT8),
            ]);
            Ok::<_, StoreError>(connection.query_typed(sql, &parameters).await?)
        };
        let is_full = |rows: &[Row]| i64::try_from(rows.len()).is_ok_and(|it| it >= wanted);
        let newest = newest(filter);
        if !text.indexed {
            return ask(&newest, Some(NEWEST_OF_SHORT)).await;
        }
        let rows = ask(&newest, Some(NEWEST)).await?;
        if is_full(&rows) {
            return Ok(rows);
        }
        let by_day = found(filter, &by_day(filter));
        let rows = ask(&by_day, Some(DAYS)).await?;
        match rows.first().map_or(Ok(0), |it| get::<i64>(it, "texts"))? {
            texts if texts < FEW.min(wanted) => ask(&found(filter, &at_once(filter)), None).await,
            texts if texts < wanted => ask(&by_day, None).await,
            _ => Ok(rows),
        }
    }

    /// Sorts into the index what was written since the last time. Answers how many pages that was.
    pub async fn sort_texts(&self) -> Result<i64, StoreError> {
        let rows = self.query("select gin_clean_pending_list('build_texts_by_words') as pages", &[]).await?;
        rows.first().map_or(Ok(0), |row| get(row, "pages"))
    }
}

/// Pipelines in whose names the text occurs.
const NAMED: &str = "select id from pipelines
    where org_id = $1 and (lower(name) like lower($2) or lower(repository) like lower($2))";

/// Of the `$12` newest builds those that have the text.
fn newest(filter: &BuildFilter) -> String {
    format!(
        "select {} from (
           select t.* from build_texts t where {} order by t.created_at desc, t.build_id desc limit $12) t
           join builds b on b.id = t.build_id{} join pipelines p on p.id = b.pipeline_id
          where t.words like lower($9) or t.commit_sha like $10 or t.pipeline_id = any($11)
          order by t.created_at desc, t.build_id desc limit $8",
        row::BUILD,
        place("t", "build_id"),
        kind(filter, filter.statuses.as_deref()),
    )
}

/// The builds that have the text: in their words, as `with_words` finds them, in their commit, or in their pipeline's name,
/// each way by its own index, and only then in order. With each, how many were found by their words.
fn found(filter: &BuildFilter, with_words: &str) -> String {
    let (kind, join) = (kind(filter, filter.statuses.as_deref()), join(filter));
    let (of_text, of_build) = (place("t", "build_id"), place("b", "id"));
    format!(
        "with with_words as materialized ({with_words}),
         found as (
           select id from with_words
            union
           select t.build_id from build_texts t {join} where {of_text} and t.commit_sha like $10
            union
           select n.id from unnest($11::bigint[]) named (id) cross join lateral (
             select b.id from builds b where {of_build}{kind} and b.pipeline_id = named.id
              order by b.created_at desc, b.id desc limit $8) n)
         select {}, (select count(*) from with_words) as texts
           from found join builds b on b.id = found.id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc limit $8",
        row::BUILD
    )
}

/// The newest builds that have the text in their words: day by day, which is in order already, of the last `$12` days or of
/// all.
fn by_day(filter: &BuildFilter) -> String {
    format!(
        "select t.id from (
           select generate_series(date_bin('24 hours', ends.newest, '2000-01-01 00:00Z'), ends.oldest - interval '24 hours',
                                  interval '-24 hours') as day
             from (select least($5, $6, (select max(created_at) from build_texts where org_id = $1)) as newest,
                          greatest($4, (select min(created_at) from build_texts where org_id = $1)) as oldest) ends
            limit $12) d
          cross join lateral (
           select t.build_id as id from build_texts t {} where {} and t.day = d.day and t.words like lower($9)
            order by t.created_at desc, t.build_id desc limit $8) t
          limit $8",
        join(filter),
        place("t", "build_id")
    )
}

/// All builds that have the text in their words.
fn at_once(filter: &BuildFilter) -> String {
    format!(
        "select t.build_id as id from build_texts t {} where {} and t.words like lower($9)",
        join(filter),
        place("t", "build_id")
    )
}

/// Joins the build to a text, `t`, where a filter asks for more than the text's row tells.
fn join(filter: &BuildFilter) -> String {
    let kind = kind(filter, filter.statuses.as_deref());
    if kind.is_empty() { String::new() } else { format!("join builds b on b.id = t.build_id{kind}") }
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
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let commit = text.bytes().all(|it| it.is_ascii_hexdigit()).then(|| format!("{}%", text.to_ascii_lowercase()));
        let indexed = text.split(|it: char| !it.is_alphanumeric()).any(|it| it.chars().count() >= INDEXED);
        Self { within: format!("%{escaped}%"), commit, indexed }
    }
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
