//! Findings, choices and the rest in the shapes of the protocol.

use lsp_types as lsp;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::serve::completion::{Choice, ChoiceSort};
use crate::serve::position::{Encoding, Positions};

/// What the server can do.
pub fn capabilities(encoding: Encoding) -> lsp::ServerCapabilities {
    lsp::ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(lsp::TextDocumentSyncCapability::Options(lsp::TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(lsp::TextDocumentSyncKind::INCREMENTAL),
            ..lsp::TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(lsp::CompletionOptions {
            trigger_characters: Some(["\"", "{", "[", ">", ":"].map(str::to_owned).to_vec()),
            ..lsp::CompletionOptions::default()
        }),
        hover_provider: Some(lsp::HoverProviderCapability::Simple(true)),
        definition_provider: Some(lsp::OneOf::Left(true)),
        rename_provider: Some(lsp::OneOf::Right(lsp::RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: lsp::WorkDoneProgressOptions::default(),
        })),
        code_action_provider: Some(lsp::CodeActionProviderCapability::Options(lsp::CodeActionOptions {
            code_action_kinds: Some(vec![lsp::CodeActionKind::QUICKFIX]),
            ..lsp::CodeActionOptions::default()
        })),
        document_formatting_provider: Some(lsp::OneOf::Left(true)),
        ..lsp::ServerCapabilities::default()
    }
}

/// A finding.
pub fn diagnostic(finding: &Diagnostic, uri: &lsp::Uri, positions: &Positions<'_>) -> lsp::Diagnostic {
    let severity = match finding.severity() {
        Severity::Error => lsp::DiagnosticSeverity::ERROR,
        Severity::Warning => lsp::DiagnosticSeverity::WARNING,
        Severity::Hint => lsp::DiagnosticSeverity::HINT,
    };
    let related = finding.related.iter().map(|(span, label)| lsp::DiagnosticRelatedInformation {
        location: lsp::Location::new(uri.clone(), positions.range(span)),
        message: label.clone(),
    });
    lsp::Diagnostic {
        range: positions.range(&finding.span),
        severity: Some(severity),
        code: Some(lsp::NumberOrString::String(finding.code.as_str().to_owned())),
        source: Some("sidecoach".to_owned()),
        message: format!("{}\nhelp: {}", finding.message, finding.help),
        related_information: (!finding.related.is_empty()).then(|| related.collect()),
        tags: (finding.code == Code::P021).then(|| vec![lsp::DiagnosticTag::UNNECESSARY]),
        ..lsp::Diagnostic::default()
    }
}

/// Something to type, at its place among the others.
pub fn item(at: usize, choice: Choice, positions: &Positions<'_>) -> lsp::CompletionItem {
    let kind = match choice.sort {
        ChoiceSort::Table => lsp::CompletionItemKind::STRUCT,
        ChoiceSort::Key => lsp::CompletionItemKind::PROPERTY,
        ChoiceSort::Word => lsp::CompletionItemKind::VALUE,
        ChoiceSort::Slot => lsp::CompletionItemKind::VARIABLE,
    };
    let edit = lsp::TextEdit::new(positions.range(&choice.replaces), choice.insert.clone());
    lsp::CompletionItem {
        label: choice.label,
        kind: Some(kind),
        detail: Some(choice.about).filter(|about| !about.is_empty()),
        sort_text: Some(format!("{at:04}")),
        filter_text: Some(choice.insert),
        text_edit: Some(lsp::CompletionTextEdit::Edit(edit)),
        ..lsp::CompletionItem::default()
    }
}

/// What there is to say about a range, as Markdown.
pub fn hover(told: String, range: lsp::Range) -> lsp::Hover {
    let contents = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: told };
    lsp::Hover { contents: lsp::HoverContents::Markup(contents), range: Some(range) }
}
