//! Files of the user that several programs change, on disks that fail.
