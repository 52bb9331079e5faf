//! Prints the OpenAPI document: `cargo run -p api --example openapi > frontend/openapi.json`.

#[expect(clippy::print_stdout, reason = "the document is the output")]
fn main() {
    println!("{}", api::openapi::document());
}
