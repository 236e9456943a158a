//! Where a token may be sent for a file.

use reqwest::Url;

/// The host that Meta's pages and recorded answers name (Meta, "Media", "Download media", May 2026).
const HOST: &str = "lookaside.fbsbx.com";

/// Meta's networks of file servers. Only Meta has hosts in them, and Graph moves files between them without notice.
const NETWORKS: [&str; 2] = [".fbcdn.net", ".whatsapp.net"];

/// Whether a file may be read at this address: by https on one of Meta's hosts, or exactly where Graph itself is.
pub(super) fn is_allowed(url: &Url, graph: &Url) -> bool {
    if url.has_authority() && (!url.username().is_empty() || url.password().is_some()) {
        return false;
    }
    if url.origin() == graph.origin() {
        return true;
    }
    let Some(host) = url.host_str().filter(|_| url.scheme() == "https" && url.port().is_none()) else {
        return false;
    };
    host == HOST || NETWORKS.iter().any(|network| host.ends_with(network))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_metas_hosts_and_graph_itself_get_the_token() {
        let graph = Url::parse("http://127.0.0.1:8080/graph").unwrap();
        for good in [
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3",
            "https://LOOKASIDE.fbsbx.com/x",
            "https://scontent.xx.fbcdn.net/v/x",
            "https://mmg.whatsapp.net/v/x",
            "http://127.0.0.1:8080/any/path",
        ] {
            assert!(is_allowed(&Url::parse(good).unwrap(), &graph), "{good}");
        }
        for bad in [
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com:8443/x",
            "https://lookaside.fbsbx.com.shop.example/x",
            "https://user@lookaside.fbsbx.com/x",
            "https://other.fbsbx.com/x",
            "https://fbcdn.net.shop.example/x",
            "https://notfbcdn.net/x",
            "https://shop.example/lookaside.fbsbx.com",
            "http://169.254.169.254/latest/meta-data",
            "http://127.0.0.1:8081/x",
            "https://127.0.0.1:8080/x",
            "http://[::1]/x",
            "file:///etc/passwd",
            "data:text/plain,x",
        ] {
            assert!(!is_allowed(&Url::parse(bad).unwrap(), &graph), "{bad}");
        }
    }
}
