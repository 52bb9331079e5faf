//! Text from outside, made fit for one line.

/// Cuts a text to at most `longest` characters and puts a replacement character in the place of whatever is no plain
/// letter of a line: control characters, line ends, and the marks that turn the direction of reading around.
pub fn line(text: &str, longest: usize) -> String {
    let mut line: String = text.trim().chars().take(longest + 1).map(plain).collect();
    if line.is_empty() {
        // Slack takes no empty text.
        return "(none)".to_owned();
    }
    if line.chars().count() > longest {
        line.truncate(line.char_indices().nth(longest.saturating_sub(1)).map_or(line.len(), |(at, _)| at));
        line.push('…');
    }
    line
}

fn plain(letter: char) -> char {
    match letter {
        '\t' | '\n' | '\r' => ' ',
        // The line and paragraph separators, the marks of direction, what has no width, and language tags.
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{61c}'
        | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        it if it.is_control() => '\u{fffd}',
        it => it,
    }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_is_short_and_plain() {
        assert_eq!(line(" main ", 10), "main");
        assert_eq!(line(" ", 10), "(none)");
        assert_eq!(line("one\r\ntwo", 10), "one  two");
        assert_eq!(line("a\0b\u{202e}c\u{1b}[31m", 20), "a\u{fffd}b\u{fffd}c\u{fffd}[31m");
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcde…");
        assert_eq!(line("äöüäöüä", 6), "äöüäö…");
    }
}
