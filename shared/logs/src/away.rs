//! Logs that an API keeps elsewhere: asked for without our credentials, and only where it is safe to ask.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use collect::{Client, Failure, LONG_TIMEOUT, Opened};
use reqwest::header::RANGE;
use reqwest::{Response, StatusCode, Url};

/// Opens a log, at the API or at the server that the API names, from a byte on. `None` where it has no such byte.
pub(crate) async fn open(client: &Client, path: &str, from: u64) -> Result<Option<Response>, Failure> {
    let response = match client.open(path, from).await {
        Ok(Opened::Here(response)) => response,
        Ok(Opened::Elsewhere(target)) => fetch(client.base(), target, from).await?,
        Err(Failure::Refused(416)) => return Ok(None),
        Err(failure) => return Err(failure),
    };
    match response.status() {
        status if status.is_success() => Ok(Some(response)),
        StatusCode::RANGE_NOT_SATISFIABLE => Ok(None),
        // The API knows of the log, whose place is empty.
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(Failure::Gone),
        status => Err(Failure::Unavailable(format!("where the log is, the answer was status {}", status.as_u16()))),
    }
}

/// Asks where the API leads. Only over HTTPS and at a public address, unless the API itself is reached otherwise.
async fn fetch(api: &Url, target: Url, from: u64) -> Result<Response, Failure> {
    let addresses = addresses(&target).await?;
    let is_near = self::addresses(api).await?.iter().all(|it| !is_public(it.ip()));
    let is_safe = |it: &SocketAddr| is_public(it.ip()) || (is_near && is_private(it.ip()));
    let is_https = target.scheme() == "https" || (is_near && api.scheme() == "http" && target.scheme() == "http");
    let host = target.host_str().unwrap_or_default();
    if !is_https || addresses.is_empty() || !addresses.iter().all(is_safe) {
        return Err(Failure::Unreadable("it leads where logs are not asked for".to_owned()));
    }
    // The addresses that were looked at are the ones that are asked: a name may lead elsewhere the next time.
    let http = platform::outbound::client().no_proxy().resolve_to_addrs(host, &addresses).timeout(LONG_TIMEOUT);
    let http = http.build().map_err(|_| unavailable())?;
    let mut request = http.get(target.clone());
    if from > 0 {
        request = request.header(RANGE, format!("bytes={from}-"));
    }
    request.send().await.map_err(|_| unavailable())
}

async fn addresses(url: &Url) -> Result<Vec<SocketAddr>, Failure> {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return Ok(Vec::new()) };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    Ok(tokio::net::lookup_host((host, port)).await.map_err(|_| unavailable())?.collect())
}

fn unavailable() -> Failure {
    Failure::Unavailable("the server that has the log cannot be reached".to_owned())
}

/// Whether an address is anybody's.
fn is_public(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(it) => {
            let [a, b, c, _] = it.octets();
            let is_special = it.is_private()
                || it.is_loopback()
                || it.is_link_local()
                || it.is_multicast()
                || it.is_documentation()
                || matches!((a, b, c), (0 | 240.., _, _) | (100, 64..=127, _) | (192, 0, 0) | (198, 18 | 19, _));
            !is_special
        }
        IpAddr::V6(it) => {
            let first = it.segments()[0];
            // Global unicast alone, without 6to4, Teredo, documentation.
            (0x2000..0x4000).contains(&first) && first != 0x2002 && !(first == 0x2001 && it.segments()[1] < 0x0e00)
        }
    }
}

/// Whether an address is one of the own network or machine. What serves a cloud's metadata is neither.
fn is_private(address: IpAddr) -> bool {
    match plain(address) {
        IpAddr::V4(it) => it.is_private() || it.is_loopback(),
        IpAddr::V6(it) => it.is_loopback() || (it.is_unique_local() && it != METADATA),
    }
}

/// Where a cloud's machines find their credentials.
const METADATA: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

/// The address that an address of the newer kind stands for.
fn plain(address: IpAddr) -> IpAddr {
    let IpAddr::V6(it) = address else { return address };
    if let Some(mapped) = it.to_ipv4_mapped() {
        return mapped.into();
    }
    match it.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)).into(),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_not_anybody_s_are_known() {
        for public in ["140.82.112.3", "1.1.1.1", "2606:50c0:8000::153", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00:ec2::254",
            "fc00::1",
            "ff02::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
        for (address, expected) in [
            ("127.0.0.1", true),
            ("10.0.0.1", true),
            ("169.254.169.254", false),
            ("fd00:ec2::254", false),
            ("fd01::1", true),
        ] {
            assert_eq!(is_private(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_public_api_leads_to_no_private_place_and_to_none_without_tls() {
        let api = Url::parse("https://140.82.112.6").unwrap();
        for target in [
            "https://127.0.0.1/x",
            "https://10.0.0.1/x",
            "https://169.254.169.254/x",
            "http://1.1.1.1/x",
            "ftp://1.1.1.1/x",
        ] {
            let failure = fetch(&api, Url::parse(target).unwrap(), 0).await.map(drop);
            assert!(matches!(failure, Err(Failure::Unreadable(_))), "{target}: {failure:?}");
        }
        let near = Url::parse("http://127.0.0.1:9").unwrap();
        let metadata = fetch(&near, Url::parse("http://169.254.169.254/latest").unwrap(), 0).await.map(drop);
        assert!(matches!(metadata, Err(Failure::Unreadable(_))), "{metadata:?}");
    }
}
