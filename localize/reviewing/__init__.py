"""What people do with texts: edit, undo, settle a proposal, flag, decide over many at once. Approving and rejecting is localize.review."""
