//! Looking for builds by text.
//!
//! Text that many builds of a filter have is found among the newest of them, in the order of the list; text that hardly any
//! has, by the index of texts. How many have it is known only when it has been looked for, so the ways are tried in turn.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::builds::{BuildFilter, kind, newest_first, parameters, place};
use crate::row::{self, get};
use crate::{Store, StoreError};

/// Among how many of the newest builds text is looked for at first.
const NEWEST: i64 = 1_000;
/// Among how many of them it is looked for that the index is of little help with: text that is too short for it, and in a
/// narrow list text that more than a [`FEW`] of the first had, and any where the list is no longer.
const MANY: i64 = 10_000;
/// What fewer of the [`NEWEST`] have is left to the index.
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
        let ask = async |sql: &str, most: &i64| {
            let mut parameters = parameters(filter, &wanted);
            parameters.extend([
                (&text.within as _, Type::TEXT),
                (&text.commit as _, Type::TEXT),
                (most as _, Type::INT8),
            ]);
            Ok::<_, StoreError>(connection.query_typed(sql, &parameters).await?)
        };
        let newest = newest(filter);
        let among = async |most: i64| ask(&newest, &most).await;
        let is_full = |rows: &[Row]| i64::try_from(rows.len()).is_ok_and(|it| it >= wanted);
        if !text.indexed {
            return among(MANY).await;
        }
        let rows = among(NEWEST).await?;
        if is_full(&rows) {
            return Ok(rows);
        }
        if is_narrow(filter) {
            let all = connection.query_typed(&has_more(filter), &parameters(filter, &MANY)).await?;
            let are_many = all.first().map_or(Ok(false), |it| get(it, "more"))?;
            if rows.len() >= FEW || !are_many {
                let rows = among(MANY).await?;
                if is_full(&rows) || !are_many {
                    return Ok(rows);
                }
            }
        }
        ask(&with_text(filter), &DAYS).await
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

/// Whether a filter has more than `$8` builds.
fn has_more(filter: &BuildFilter) -> String {
    format!("select exists (select from ({}) b offset $8) as more", newest_first(filter, "$8 + 1"))
}

/// The builds of a filter that have the text: in their words, in their commit, or in their pipeline's name, each way by its
/// own index, and only then in order. Words are looked for day by day, which is in order already, the last `$11` days
/// first. What those do not fill a page with is so rare that it is looked for on all days at once; but where a filter may be
/// what is rare, and the text on many builds that do not pass it, only what is on none of those.
fn with_text(filter: &BuildFilter) -> String {
    let kind = kind(filter, filter.statuses.as_deref());
    let join = if kind.is_empty() { String::new() } else { format!("join builds b on b.id = t.build_id{kind}") };
    let (of_text, of_build) = (place(filter, "t", "build_id"), place(filter, "b", "id"));
    let rare = if is_narrow(filter) { "1" } else { "$8" };
    let by_day = |days: &str, most: &str| {
        format!(
            "select t.build_id as id from (
               select generate_series(date_bin('24 hours', ends.newest, '2000-01-01 00:00Z'), ends.oldest - interval '24 hours',
                                      interval '-24 hours') as day
                 from (select least($5, $6, (select max(created_at) from build_texts where org_id = $1)) as newest,
                              greatest($4, (select min(created_at) from build_texts where org_id = $1)) as oldest) ends
               {days}) d
              cross join lateral (
               select t.build_id from build_texts t {join} where {of_text} and t.day = d.day and t.words like lower($9)
                order by t.created_at desc, t.build_id desc limit $8) t
              limit {most}"
        )
    };
    format!(
        "with lately as materialized ({lately}),
         before as materialized ({before}),
         anywhere as materialized (
           select t.build_id as id from build_texts t {join}
            where (select count(*) from lately) < {rare} and {of_text} and t.words like lower($9)),
         found as (
           select id from lately union select id from before union select id from anywhere
            union
           select t.build_id from build_texts t {join} where {of_text} and t.commit_sha like $10
            union
           select n.id from pipelines named cross join lateral (
             select b.id from builds b where {of_build}{kind} and b.pipeline_id = named.id
              order by b.created_at desc, b.id desc limit $8) n
            where named.org_id = $1 and named.words like lower($9))
         select {} from found join builds b on b.id = found.id join pipelines p on p.id = b.pipeline_id
          order by b.created_at desc, b.id desc limit $8",
        row::BUILD,
        lately = by_day("limit $11", "$8"),
        before = by_day(
            "offset $11",
            &format!("(select case when count(*) < {rare} then 0 else $8 - count(*) end from lately)")
        ),
    )
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
