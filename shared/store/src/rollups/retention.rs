//! Forgetting builds whose numbers are kept.

use tokio_postgres::types::Type;

use crate::{DEFAULT_ORG, Store, StoreError};

/// Everything before the day is counted for good, once what is told of it has been added up. Moves forward only.
const COUNT: &str = "
    update orgs o set counted_until = day.at
      from (select date_trunc('day', clock_timestamp() - make_interval(days => $2), 'UTC') as at) day
     where o.id = $1 and o.counted_until < day.at
       and not exists (select from rollup_changes where org_id = $1 and at < day.at)";

const FORGET_BREAKAGES: &str = "
    delete from breakages where id in (
      select k.id from breakages k join orgs o on o.id = k.org_id
       where k.org_id = $1 and k.closed_at < o.counted_until limit 5000)";

const FORGET_BUILDS: &str = "
    delete from builds where id in (
      select b.id from builds b join orgs o on o.id = b.org_id
       where b.org_id = $1 and b.created_at < o.counted_until
         and exists (select from builds n
                      where n.pipeline_id = b.pipeline_id and (n.created_at, n.id) > (b.created_at, b.id) offset 29)
         and not exists (select from breakages k where k.opened_by = b.id)
         and not exists (select from breakages k where k.closed_by = b.id)
       order by b.created_at, b.id limit 5000)";

impl Store {
    /// Forgets some of the builds that came to be more than so many days ago, and the breakages that ended then; their
    /// numbers stay. The last builds of each pipeline stay too, and those that a younger or open breakage names. Answers
    /// how many builds are forgotten.
    pub async fn forget_old_builds(&self, days: i32) -> Result<u64, StoreError> {
        self.execute(COUNT, &[(&DEFAULT_ORG, Type::INT8), (&days, Type::INT4)]).await?;
        self.execute(FORGET_BREAKAGES, &[(&DEFAULT_ORG, Type::INT8)]).await?;
        self.execute(FORGET_BUILDS, &[(&DEFAULT_ORG, Type::INT8)]).await
    }
}
