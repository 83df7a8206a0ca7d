package io.byteleap.domain.passthrough;

import io.byteleap.domain.passthrough.Swap.Scope;
import io.byteleap.domain.passthrough.Swap.Undone;

/// How one file of the host is changed. The same edit of its own result changes nothing.
public sealed interface FileEdit permits FileEdit.Block, FileEdit.Whole, GrubEdit {
  sealed interface Outcome {}

  /// What the file becomes, and how to undo it.
  record Edited(String text, Swap swap) implements Outcome {}

  /// The file is right as it is.
  record Unchanged() implements Outcome {}

  /// The file is not as such a file must be.
  record Unreadable(String why) implements Outcome {}

  /// `text` is the whole file, a character a byte; empty where there is none.
  Outcome apply(String text);

  /// The edit of `text` by `swap`, if undoing it gives back the very same bytes.
  static Outcome checked(String before, String text, Swap swap) {
    return swap.undo(text).equals(new Undone(before))
        ? new Edited(text, swap)
        : new Unreadable("it has lines of its own that equal those to be written");
  }

  /// Our lines at the end of the file, between two marks. A block that nobody remembers any more is
  /// ours all the same, and replaced.
  record Block(String lines) implements FileEdit {
    static final String BEGIN = "# >>> byteleap-worker: written by bind, removed by unbind >>>\n";
    static final String END = "# <<< byteleap-worker <<<\n";

    @Override
    public Outcome apply(String text) {
      String block = BEGIN + lines + END;
      if (text.endsWith(block)) {
        return new Unchanged();
      }
      String own = without(text);
      String added = own.isEmpty() || own.endsWith("\n") ? block : "\n" + block;
      return checked(own, own + added, new Swap(Scope.LINES, "", added));
    }

    /// `text` without such a block.
    public static String without(String text) {
      int begin = text.indexOf(BEGIN);
      int end = begin < 0 ? -1 : text.indexOf(END, begin);
      return end < 0 ? text : text.substring(0, begin) + text.substring(end + END.length());
    }
  }

  /// The whole file is ours.
  record Whole(String content) implements FileEdit {
    @Override
    public Outcome apply(String text) {
      return text.equals(content)
          ? new Unchanged()
          : checked(text, content, new Swap(Scope.WHOLE, text, content));
    }
  }
}
