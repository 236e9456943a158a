use proptest::prelude::*;

use super::*;

fn titles(markdown: &str) -> Vec<String> {
    split(markdown).into_iter().map(|part| part.title).collect()
}

/// Words that take this many characters.
fn words(count: usize) -> String {
    "words ".repeat(count.div_ceil(6)).chars().take(count).collect::<String>().trim().to_owned()
}

#[test]
fn each_heading_with_enough_below_it_is_a_part_and_short_ones_are_joined() {
    let long = words(400);
    let text = format!(
        "\u{feff}Who we are.\r\n\r\n# Shop\r\n## Delivery\r\n{long}\r\n### **Abroad**\r\n{long}\r\n## Parking\r\nBehind the \
         house.\r\n## Dogs\r\nWelcome.\r\n\r\nTerms\r\n=====\r\n{long}\r\n~~~\r\n# no heading\r\n~~~\r\n"
    );
    let parts = split(&text);
    assert_eq!(
        titles(&text),
        ["Shop", "Shop › Delivery", "Shop › Delivery › Abroad", "Shop › Parking · Dogs", "Terms"]
    );
    assert_eq!(parts[0].text, "Who we are.\n\n# Shop");
    assert_eq!(parts[3].text, "## Parking\nBehind the house.\n\n## Dogs\nWelcome.");
    assert!(parts[4].text.ends_with("# no heading\n~~~"));
    assert_eq!(titles("Only one line.\nAnd another."), ["Only one line."]);
    assert!(split("# Alone\ntext") == [Part { title: "Alone".to_owned(), text: "text".to_owned() }]);
}

#[test]
fn each_part_of_a_table_has_its_header() {
    for (header, row) in [
        ("| cake | price |\n|---|---|", "| Cake {} with butter and much sugar | {} € |"),
        ("cake;price", "Cake {} with butter and much sugar;{} €"),
        ("cake,size,price", "Cake {} with butter and much sugar,\"8,5\",{}"),
    ] {
        let rows = (0..200).map(|n| row.replace("{}", &n.to_string())).collect::<Vec<_>>();
        let parts = split(&format!("# Menu\nOurs.\n\n{header}\n{}\n\nAsk us.", rows.join("\n")));
        assert!(parts.len() > 4, "{header}");
        let (first, others) = parts.split_first().unwrap();
        assert!(first.text.starts_with(&format!("Ours.\n\n{header}\n")), "{}", first.text);
        assert!(others.iter().all(|part| part.text.starts_with(header) && part.title == "Menu"), "{header}");
        for row in rows {
            assert_eq!(
                parts.iter().filter(|part| part.text.lines().any(|line| line == row)).count(),
                1,
                "{row}"
            );
        }
    }
}

#[test]
fn a_list_is_no_table() {
    let list = (0..100).map(|n| format!("- flour, butter, sugar and {n}")).collect::<Vec<_>>().join("\n");
    let parts = split(&list);
    assert!(parts.len() > 1 && parts[1..].iter().all(|part| !part.text.contains("and 0\n")));
}

#[test]
fn a_title_has_at_most_80_characters_and_its_last_heading() {
    let (one, other) = ("First heading with many words in it", "Second heading with many words in it");
    let text = format!("# {one}\n## {other}\n### {}\n{}", words(30), words(500));
    assert_eq!(titles(&text)[1], format!("{other} › {}", words(30)));
    let title = titles(&format!("# {}\n{}", "é".repeat(200), words(500))).remove(0);
    assert_eq!(title.chars().count(), 80);
    assert!(title.ends_with('…'));
}

#[test]
fn text_made_to_harm_has_a_bounded_number_of_parts() {
    for text in [
        "a".repeat(100_000),
        "é ".repeat(50_000),
        "# a\n".repeat(25_000),
        "# a\nb\n".repeat(16_000),
        "|\n".repeat(50_000),
        "a;b\n".repeat(25_000),
        "```\n".repeat(25_000),
        "\n\r\n\r".repeat(25_000),
        "###### ".repeat(14_000),
        "===\n".repeat(25_000),
        "🙏".repeat(25_000),
        format!("{}\n|---|\n{}", "|a".repeat(25_000), "|b\n".repeat(16_000)),
    ] {
        let parts = split(&text);
        assert!(
            parts.len() < 1_000,
            "{} parts of {:?}",
            parts.len(),
            text.chars().take(8).collect::<String>()
        );
        for part in parts {
            assert!(part.text.chars().count() <= MOST + 500 && part.title.chars().count() <= 80);
        }
    }
}

proptest! {
    #[test]
    fn no_text_is_lost(lines in proptest::collection::vec("(#{1,3} )?[a-cé|;,\\- \\t\u{feff}\u{0}]{0,60}|\\PC{0,40}", 0..60)) {
        let text = lines.join("\n");
        let parts = split(&text);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let kept = parts.iter().map(|part| letters(&part.title) + &letters(&part.text)).collect::<Vec<_>>().concat();
        for line in text.lines() {
            prop_assert!(kept.contains(&letters(line)), "{line:?} of {text:?}");
        }
    }
}
