//! Which addresses a request to an address from the settings may reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use relais_core::config::Vars;

/// The variable with the inner networks that may be reached.
pub const ALLOWED_NETWORKS: &str = "RELAIS_ALLOWED_NETWORKS";

/// Networks of IPv4 that are not the public internet, with the length of their prefix.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry>
const INNER_V4: &[(Ipv4Addr, u8)] = &[
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Azure's platform answers here, with secrets of the machine.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // With the metadata of most clouds, and the credentials of a container on AWS.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast, reserved, broadcast.
    (Ipv4Addr::new(224, 0, 0, 0), 3),
];

/// The public part of IPv6. Everything outside of it is inner.
const PUBLIC_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is inner within [`PUBLIC_V6`]: tunnels that carry an address of IPv4, and examples.
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>
const INNER_V6: &[(Ipv6Addr, u8)] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// By these a network of IPv6 only reaches IPv4: the last four bytes are the address.
const NAT64: (Ipv6Addr, u8) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

/// Inner networks that may be reached all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<(IpAddr, u8)>);

impl Networks {
    /// Reads `RELAIS_ALLOWED_NETWORKS`. What is wrong is noted as a problem.
    pub fn read(vars: &mut Vars<'_>) -> Self {
        let Some(listed) = vars.optional(ALLOWED_NETWORKS) else { return Self::default() };
        Self::parse(&listed).unwrap_or_else(|| {
            vars.problem(format!(
                "{ALLOWED_NETWORKS} must be a comma-separated list of networks such as 10.1.0.0/16 or ::1/128"
            ));
            Self::default()
        })
    }

    /// The networks of a comma-separated list. `None`: one of them is none.
    pub fn parse(listed: &str) -> Option<Self> {
        let networks = listed.split(',').map(str::trim).filter(|network| !network.is_empty());
        networks.map(network).collect::<Option<_>>().map(Self)
    }

    /// Whether the address is in one of them.
    pub(super) fn contain(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| match (network, address) {
            (&(IpAddr::V4(of), prefix), IpAddr::V4(address)) => in_v4(address, (of, prefix)),
            (&(IpAddr::V6(of), prefix), IpAddr::V6(address)) => in_v6(address, (of, prefix)),
            _ => false,
        })
    }
}

/// A network such as `10.0.0.0/8`.
fn network(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let prefix: u8 = prefix.parse().ok()?;
    let bits = if address.is_ipv4() { 32 } else { 128 };
    (prefix <= bits).then_some((address, prefix))
}

/// Whether the address is one of the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) if in_v6(address, NAT64) => {
            let [.., a, b, c, d] = address.octets();
            is_public_v4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            in_v6(address, PUBLIC_V6) && !INNER_V6.iter().any(|inner| in_v6(address, *inner))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !INNER_V4.iter().any(|inner| in_v4(address, *inner))
}

fn in_v4(address: Ipv4Addr, (network, prefix): (Ipv4Addr, u8)) -> bool {
    let differ = address.to_bits() ^ network.to_bits();
    differ.leading_zeros() >= u32::from(prefix)
}

fn in_v6(address: Ipv6Addr, (network, prefix): (Ipv6Addr, u8)) -> bool {
    let differ = address.to_bits() ^ network.to_bits();
    differ.leading_zeros() >= u32::from(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        for public in [
            "1.1.1.1",
            "93.184.215.14",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.255.255",
            "100.128.0.1",
            "2606:2800:21f:cb07::1",
            "64:ff9b::5db8:d70e",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for inner in [
            "0.0.0.0",
            "10.0.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.9.9.9",
            "168.63.129.16",
            "169.254.169.254",
            "169.254.170.2",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b:1::5db8:d70e",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
    }

    #[test]
    fn allowed_networks_are_read_from_a_list() {
        let networks = Networks::parse("127.0.0.0/8, 10.1.0.0/16,::1/128,").unwrap();
        for (address, allowed) in [
            ("127.0.0.1", true),
            ("::ffff:127.0.0.1", true),
            ("10.1.255.1", true),
            ("10.2.0.1", false),
            ("::1", true),
            ("::2", false),
        ] {
            assert_eq!(networks.contain(address.parse().unwrap()), allowed, "{address}");
        }
        assert!(Networks::parse("0.0.0.0/0").unwrap().contain("10.0.0.1".parse().unwrap()));
        for wrong in
            ["10.0.0.0", "10.0.0.0/33", "::1/129", "localhost/8", "10.0.0.0/-1", "10.0.0.0/8;::1/128"]
        {
            assert_eq!(Networks::parse(wrong), None, "{wrong}");
        }
        let mut vars = Vars::new(&|_| Some("inside".to_owned()));
        assert_eq!(Networks::read(&mut vars), Networks::default());
        assert!(vars.finish(()).unwrap_err().to_string().contains(ALLOWED_NETWORKS));
    }
}
