package io.byteleap.worker.vm.libvirt;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes XML, element by element, two spaces a level; the JDK's writer escapes what needs it.
/// Attributes are given as names and values in turn.
final class Xml {
  private final StringWriter out = new StringWriter();
  private final XMLStreamWriter writer;
  private int depth;
  private boolean isOpenedLast;

  Xml() {
    try {
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("BUG: the JDK has no XML writer", e);
    }
  }

  @FunctionalInterface
  private interface Writing {
    void run() throws XMLStreamException;
  }

  private Xml doing(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (XMLStreamException e) {
      throw new IllegalStateException("BUG: an element that cannot be written", e);
    }
  }

  /// Begins an element.
  Xml in(String name, String... attributes) {
    return doing(
        () -> {
          newLine();
          writer.writeStartElement(name);
          write(attributes);
          depth++;
          isOpenedLast = true;
        });
  }

  /// Ends the element that was begun last.
  Xml out() {
    return doing(
        () -> {
          depth--;
          if (!isOpenedLast) {
            newLine();
          }
          writer.writeEndElement();
          isOpenedLast = false;
        });
  }

  /// A whole element with a text.
  Xml leaf(String name, String text, String... attributes) {
    return doing(
        () -> {
          newLine();
          writer.writeStartElement(name);
          write(attributes);
          writer.writeCharacters(text);
          writer.writeEndElement();
          isOpenedLast = false;
        });
  }

  /// A whole element without content.
  Xml empty(String name, String... attributes) {
    return doing(
        () -> {
          newLine();
          writer.writeEmptyElement(name);
          write(attributes);
          isOpenedLast = false;
        });
  }

  /// Goes on with what `part` writes.
  Xml and(Runnable part) {
    part.run();
    return this;
  }

  private void newLine() throws XMLStreamException {
    if (out.getBuffer().isEmpty() && depth == 0) {
      return;
    }
    writer.writeCharacters("\n" + "  ".repeat(depth));
  }

  private void write(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      writer.writeAttribute(attributes[i], attributes[i + 1]);
    }
  }

  String text() {
    return doing(writer::writeEndDocument).out + "\n";
  }
}
