package io.byteleap.domain.exact;

/// What a unit shows of one row: its index, its values of all steps, and the path of its leaf.
public record OpenedRow(int index, RowValues values, TreePath path) {}
