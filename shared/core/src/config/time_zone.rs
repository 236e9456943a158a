//! The business's time zone.

use jiff::tz::TimeZone;

use super::Vars;

/// Reads `RELAIS_TIME_ZONE`, a name of the IANA Time Zone Database. The database of the build is used, so the name means
/// the same on every machine. `None`: it is not set, or it is wrong, which is noted as a problem.
pub fn time_zone(vars: &mut Vars<'_>) -> Option<TimeZone> {
    let name = vars.optional("RELAIS_TIME_ZONE")?;
    let zone = TimeZone::get(&name).ok().filter(|zone| !zone.is_unknown());
    if zone.is_none() {
        vars.problem(
            "RELAIS_TIME_ZONE must be a name of the IANA Time Zone Database, such as Europe/Paris or America/Sao_Paulo",
        );
    }
    zone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<TimeZone>, super::super::ConfigError> {
        let lookup = |name: &str| (name == "RELAIS_TIME_ZONE").then(|| value.to_owned());
        let mut vars = Vars::new(&lookup);
        let zone = time_zone(&mut vars);
        vars.finish(zone)
    }

    #[test]
    fn a_zone_has_its_own_hours_in_summer_and_in_winter() {
        for (name, summer, winter) in [
            ("Europe/Paris", 14, 13),
            (" europe/paris ", 14, 13),
            ("America/Sao_Paulo", 9, 9),
            ("UTC", 12, 12),
        ] {
            let zone = read(name).unwrap().unwrap();
            let hour =
                |instant: &str| instant.parse::<jiff::Timestamp>().unwrap().to_zoned(zone.clone()).hour();
            assert_eq!(hour("2026-07-01T12:00:00Z"), summer, "{name}");
            assert_eq!(hour("2026-12-01T12:00:00Z"), winter, "{name}");
        }
        assert_eq!(read("  ").unwrap(), None);
    }

    #[test]
    fn what_is_no_zone_is_refused_with_an_example() {
        for value in ["Brest", "Europe/Pariss", "+02:00", "GMT+25", "Etc/Unknown", "../etc/passwd"] {
            let error = read(value).unwrap_err().to_string();
            assert!(error.contains("RELAIS_TIME_ZONE") && error.contains("such as Europe/Paris"), "{error}");
            assert!(!error.contains(&format!("{value} ")), "values are not repeated: {error}");
        }
    }
}
