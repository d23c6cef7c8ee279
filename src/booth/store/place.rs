//! Where a log lies badly: on a network drive or in a folder that a program copies elsewhere, its locks and its journal
//! can't be relied on.

use std::path::Path;

/// What to know of the folder of the log at `path`, if it lies badly.
#[must_use]
pub fn warning(path: &Path) -> Option<String> {
    let kind = if is_synced(path) {
        "a synced folder"
    } else if path.parent().is_some_and(is_remote) {
        "a network drive"
    } else {
        return None;
    };
    Some(format!("the log is on {kind}, where it can be damaged: name a file on this machine's own disk with --log"))
}

/// Names that the programs which keep folders alike give to their folders.
fn is_synced(path: &Path) -> bool {
    const NAMES: &[&str] = &[
        "dropbox",
        "onedrive",
        "google drive",
        "googledrive",
        "icloud drive",
        "mobile documents",
        "nextcloud",
        "sync",
    ];
    let mut names = path.components().map(|part| part.as_os_str().to_string_lossy().to_lowercase());
    names.any(|name| NAMES.iter().any(|known| name == *known || name.starts_with(&format!("{known} - "))))
}

/// Whether a folder is on another machine's disk, by the file system's magic number (statfs(2)): NFS, SMB, CIFS, SMB2,
/// AFS, Ceph, 9P.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    const REMOTE: &[u64] = &[0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42, 0x5346_414F, 0x00C3_6400, 0x0102_1997];
    rustix::fs::statfs(folder).is_ok_and(|found| REMOTE.contains(&(found.f_type as u64 & 0xFFFF_FFFF)))
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_folder: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synced_folder_is_known_by_its_name() {
        for (path, synced) in [
            ("/home/ana/Dropbox/improv/takes.db", true),
            ("/home/ana/OneDrive - Theatre/takes.db", true),
            ("/home/ana/.local/share/sidecoach/takes.db", false),
            ("/home/ana/syncopation/takes.db", false),
        ] {
            assert_eq!(is_synced(Path::new(path)), synced, "{path}");
        }
        assert_eq!(warning(&std::env::temp_dir().join("takes.db")), None);
    }
}
