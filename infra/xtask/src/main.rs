//! `cargo xtask`: starts Signalbox on this machine, brings it to AWS, or runs every check.

use std::process::ExitCode;

use clap::Parser;
use xtask::{bench, deploy, parity, recount, test, up};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Developer commands of Signalbox")]
enum Command {
    Up(up::Args),
    Test(test::Args),
    Bench(bench::Args),
    Deploy(deploy::Args),
    Destroy(deploy::DestroyArgs),
    Parity(parity::Args),
    Recount(recount::Args),
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Up(args) => up::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Deploy(args) => deploy::run(&args),
        Command::Destroy(args) => deploy::destroy(&args),
        Command::Parity(args) => parity::run(&args),
        Command::Recount(args) => recount::run(&args),
    };
    done.unwrap_or_else(|error| xtask::failed(&error))
}
