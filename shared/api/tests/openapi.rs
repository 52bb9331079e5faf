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
