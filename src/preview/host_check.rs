//! Checks the `Host` and `Origin` headers against DNS rebinding. An attacker's page whose name
//! resolves to this machine sends its own name in both headers. Both are therefore compared with a
//! list of allowed names, port included, and never with each other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::StatusCode;

/// Host name with an optional port.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Authority {
    name: Name,
    port: Option<u16>,
}

/// Domain name or IP address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    /// In lower case, without a final dot.
    Domain(String),
    Ip(IpAddr),
}

/// Allowed names, besides those of the loopback interface.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    port: u16,
    allowed: Vec<Authority>,
}

impl Hosts {
    /// Returns the allowed names of a server at this port: `localhost`, its subdomains,
    /// loopback addresses, and `allowed`.
    ///
    /// # Errors
    /// Returns the first malformed name.
    pub(super) fn new(port: u16, allowed: &[String]) -> Result<Self, &str> {
        let allowed = allowed.iter().map(|host| Authority::parse(host).ok_or(host.as_str()));
        Ok(Self { port, allowed: allowed.collect::<Result<_, _>>()? })
    }

    /// Checks the `Host` headers of a request.
    ///
    /// # Errors
    /// Returns 400 for a missing, repeated or malformed header, 403 for a name that is not allowed.
    pub(super) fn check<'v>(&self, mut hosts: impl Iterator<Item = &'v [u8]>) -> Result<(), StatusCode> {
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(StatusCode::BAD_REQUEST) };
        let authority = std::str::from_utf8(host).ok().and_then(Authority::parse);
        let authority = authority.ok_or(StatusCode::BAD_REQUEST)?;
        if self.allows(&authority, 80) { Ok(()) } else { Err(StatusCode::FORBIDDEN) }
    }

    /// Returns whether an `Origin` belongs to this server.
    pub(super) fn is_own_origin(&self, origin: &[u8]) -> bool {
        let Ok(origin) = std::str::from_utf8(origin) else { return false };
        let (authority, usual) = match (origin.strip_prefix("http://"), origin.strip_prefix("https://")) {
            (Some(authority), _) => (authority, 80),
            (_, Some(authority)) => (authority, 443),
            _ => return false,
        };
        Authority::parse(authority).is_some_and(|authority| self.allows(&authority, usual))
    }

    /// Returns whether a name is allowed.
    /// `usual` is the port of the scheme, used if the name has none.
    fn allows(&self, asked: &Authority, usual: u16) -> bool {
        let is_own_port = asked.port.unwrap_or(usual) == self.port;
        if asked.name.is_loopback() && is_own_port {
            return true;
        }
        self.allowed.iter().filter(|allowed| allowed.name == asked.name).any(|allowed| match allowed.port {
            // A name without a port matches this server, and a proxy before it on the scheme's own
            // port.
            None => is_own_port || asked.port.is_none(),
            Some(port) => asked.port.unwrap_or(usual) == port,
        })
    }
}

impl Authority {
    /// Parses `name`, `name:port` or `[::1]:port`.
    fn parse(text: &str) -> Option<Self> {
        let (name, port) = if text.starts_with('[') {
            let end = text.find(']')?;
            let ip: Ipv6Addr = text[1..end].parse().ok()?;
            (Name::Ip(ip.into()), &text[end + 1..])
        } else {
            let end = text.find(':').unwrap_or(text.len());
            (Name::parse(&text[..end])?, &text[end..])
        };
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => None,
            Some(digits) if !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
                Some(digits.parse().ok()?)
            }
            None | Some(_) => return None,
        };
        Some(Self { name, port })
    }
}

impl Name {
    fn parse(text: &str) -> Option<Self> {
        if let Ok(ip) = text.parse::<Ipv4Addr>() {
            return Some(Self::Ip(ip.into()));
        }
        let bare = text.strip_suffix('.').unwrap_or(text);
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        let is_name = bare.len() <= 253 && bare.split('.').all(is_label);
        is_name.then(|| Self::Domain(bare.to_ascii_lowercase()))
    }

    /// Returns whether every system resolves this name to itself.
    fn is_loopback(&self) -> bool {
        match self {
            Self::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::Ip(ip) => ip.is_loopback(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hosts: &Hosts, host: &str) -> u16 {
        hosts.check(std::iter::once(host.as_bytes())).map_or_else(|status| status.as_u16(), |()| 200)
    }

    #[test]
    fn only_this_machine_and_what_is_allowed_is_answered() {
        let allowed = ["news.lan".to_owned(), "desk.example:8443".to_owned()];
        let hosts = Hosts::new(1111, &allowed).unwrap();
        for good in [
            "localhost:1111",
            "LocalHost:1111",
            "a.localhost:1111",
            "127.0.0.1:1111",
            "127.8.9.1:1111",
            "[::1]:1111",
            "localhost.:1111",
            "news.lan:1111",
            "news.lan",
            "desk.example:8443",
        ] {
            assert_eq!(check(&hosts, good), 200, "{good}");
        }
        for other in [
            "localhost",
            "localhost:1112",
            "evil.example:1111",
            "localhost.evil.example:1111",
            "192.168.1.2:1111",
            "notlocalhost:1111",
            "desk.example",
            "news.lan:80",
            "[::2]:1111",
            "0.0.0.0:1111",
        ] {
            assert_eq!(check(&hosts, other), 403, "{other}");
        }
        for bad in [
            "",
            ":1111",
            "a b",
            "a/b",
            "user@localhost:1111",
            "localhost:",
            "localhost:x",
            "localhost:99999",
            "[::1",
            "::1",
            "[::1]x",
            "a..b",
            "localhost:1111:1111",
            "localhost:+1",
            "é",
            "localhost,localhost",
        ] {
            let status = check(&hosts, bad);
            assert_eq!(status, 400, "{bad}");
        }
        assert_eq!(hosts.check(std::iter::empty()), Err(StatusCode::BAD_REQUEST));
        let two: [&[u8]; 2] = [b"localhost:1111", b"localhost:1111"];
        assert_eq!(hosts.check(two.into_iter()), Err(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn an_origin_is_compared_with_the_list() {
        let hosts = Hosts::new(1111, &[]).unwrap();
        assert!(hosts.is_own_origin(b"http://localhost:1111"));
        for other in [
            "null",
            "http://localhost",
            "http://localhost:1112",
            "http://evil.example:1111",
            "file://",
            "http://localhost:1111/x",
        ] {
            assert!(!hosts.is_own_origin(other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn a_flag_that_is_no_name_is_refused() {
        assert!(matches!(Hosts::new(1, &["http://x".to_owned()]), Err("http://x")));
    }
}
