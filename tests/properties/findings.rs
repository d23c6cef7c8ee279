//! What holds of everything that is said about a text.

use sidecoach::diagnostic::Diagnostic;

/// Findings stand in the order of the text, within it, and can be shown.
#[track_caller]
pub fn hold(text: &str, findings: &[Diagnostic]) {
    assert!(findings.is_sorted_by_key(|it| (it.span.start, it.code)), "{findings:#?}");
    for finding in findings {
        for (span, label) in &finding.related {
            assert!(text.get(span.clone()).is_some(), "{finding:?}");
            is_printable(label);
        }
        assert!(text.get(finding.span.clone()).is_some(), "{finding:?}");
        is_printable(&finding.message);
        is_printable(&finding.help);
        is_printable(finding.fix.as_deref().unwrap_or_default());
        assert!(!finding.message.is_empty() && !finding.help.is_empty(), "{finding:?}");
    }
}

/// One line without anything that steers a terminal.
#[track_caller]
pub fn is_printable(text: &str) {
    let forbidden = |c: char| c == '\n' || sidecoach::pack::is_forbidden(c);
    assert!(!text.contains(forbidden), "{text:?}");
}
