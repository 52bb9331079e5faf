//! `cargo xtask`: starts Signalbox on this machine, or runs every check.

use std::process::ExitCode;

use clap::Parser;
use xtask::{bench, test, up};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Developer commands of Signalbox")]
enum Command {
    Up(up::Args),
    Test(test::Args),
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Up(args) => up::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args),
    };
    done.unwrap_or_else(|error| xtask::failed(&error))
}
