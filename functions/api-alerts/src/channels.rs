//! `/api/alerts/channels`.

use api::Problem;
use api::alerts::{Channel, ChannelList};
use api::body::{self, ChannelBody};
use domain::ChannelKind;
use domain::channel::Target;
use lambda_http::http::Method;
use platform::http::{self, Response};
use store::channels::WantedChannel;

use crate::Function;

impl Function {
    pub(crate) async fn channels(&self, method: &Method, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::GET => {
                let items = self.store.channels().await?.into_iter().map(|it| self.shown(it)).collect();
                Ok(http::ok(&ChannelList { items }))
            }
            Method::POST => {
                let wanted = self.wanted(&body::read(body)?)?;
                if wanted.target.is_none() {
                    return Err(Problem::bad_parameter("target", takes(wanted.kind)).into());
                }
                let channel = crate::saved(self.store.create_channel(&wanted).await?, "channel")?;
                Ok(crate::created(&self.shown(channel)))
            }
            _ => crate::not_of_a_list(),
        }
    }

    pub(crate) async fn channel(&self, method: &Method, id: i64, body: &[u8]) -> anyhow::Result<Response> {
        match *method {
            Method::PUT => {
                let wanted = self.wanted(&body::read(body)?)?;
                let known = self.store.channel(id).await?.ok_or_else(|| Problem::not_found("channel"))?;
                if known.kind != wanted.kind {
                    return Err(Problem::bad_parameter("kind", "the kind that the channel has; make a new one").into());
                }
                let channel = crate::saved(self.store.update_channel(id, &wanted).await?, "channel")?;
                Ok(http::ok(&self.shown(channel)))
            }
            Method::DELETE => crate::deleted(self.store.delete_channel(id).await?, "channel"),
            _ => crate::not_of_one(),
        }
    }

    fn shown(&self, channel: domain::channel::Channel) -> Channel {
        let environment = self.senders.targets().of(channel.kind);
        Channel::shown(channel, environment)
    }

    fn wanted(&self, body: &ChannelBody) -> Result<WantedChannel, Problem> {
        let name = body.name()?;
        let target = |text: &str| match body.kind {
            ChannelKind::Slack => Target::slack(text, self.senders.targets().of(ChannelKind::Slack)),
            ChannelKind::Email => Target::email(text),
        };
        let refused = |_| Problem::bad_parameter("target", takes(body.kind));
        let target = body.target.as_deref().map(target).transpose().map_err(refused)?;
        Ok(WantedChannel { kind: body.kind, name, target, enabled: body.enabled })
    }
}

fn takes(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Slack => "the address of a Slack incoming webhook, https://hooks.slack.com/services/…",
        ChannelKind::Email => "one to twenty mail addresses, separated by commas",
    }
}
