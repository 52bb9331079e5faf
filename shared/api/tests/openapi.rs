//! The front end's types are made of a copy of the OpenAPI document; it has to be the document.

#[test]
fn the_front_end_s_copy_is_the_document() {
    let copy = include_str!("../../../frontend/openapi.json");
    let document = api::openapi::document();
    assert_eq!(
        copy.trim(),
        document.trim(),
        "write it anew: cargo run -p api --example openapi > frontend/openapi.json"
    );
}

#[test]
fn the_page_about_numbers_says_what_the_document_says() {
    let document: serde_json::Value = serde_json::from_str(&api::openapi::document()).unwrap();
    let fields = document["components"]["schemas"]["MetricsSummary"]["properties"].as_object().unwrap();
    let page = include_str!("../../../docs/metrics.md");
    for (name, field) in fields {
        let described = [field, &field["oneOf"][0], &field["oneOf"][1]].map(|it| it["description"].as_str());
        let described = described.into_iter().flatten().next().unwrap_or_else(|| panic!("{name} is not described"));
        let row = format!("| `{name}` | {} |", described.split_whitespace().collect::<Vec<_>>().join(" "));
        assert!(page.lines().any(|it| it == row), "docs/metrics.md has no row\n{row}");
    }
}
