package io.byteleap.worker.vm.libvirt;

import io.byteleap.domain.vm.PciAddress;
import io.byteleap.worker.vm.VmProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// Reads of a domain, which anybody may have defined, what it takes from the host.
final class DomainReader {
  private static final int XML_SIZE_MAX = 4 << 20;

  private DomainReader() {}

  /// PCI functions of the host that the domain has.
  static List<PciAddress> functions(String xml) throws VmProblem {
    List<PciAddress> functions = new ArrayList<>();
    var devices = parse(xml).getElementsByTagName("hostdev");
    for (int i = 0; i < devices.getLength(); i++) {
      if (devices.item(i) instanceof Element device && device.getAttribute("type").equals("pci")) {
        addresses(device, functions);
      }
    }
    return functions;
  }

  private static void addresses(Element device, List<PciAddress> functions) throws VmProblem {
    var sources = device.getElementsByTagName("source");
    for (int i = 0; i < sources.getLength(); i++) {
      if (sources.item(i) instanceof Element source) {
        var addresses = source.getElementsByTagName("address");
        for (int j = 0; j < addresses.getLength(); j++) {
          if (addresses.item(j) instanceof Element address) {
            functions.add(address(address));
          }
        }
      }
    }
  }

  private static PciAddress address(Element address) throws VmProblem {
    try {
      return new PciAddress(
          number(address, "domain"),
          number(address, "bus"),
          number(address, "slot"),
          number(address, "function"));
    } catch (IllegalArgumentException e) {
      throw new VmProblem("libvirt names a PCI function that cannot be", e);
    }
  }

  private static int number(Element address, String name) {
    return Integer.decode(address.getAttribute(name));
  }

  private static Document parse(String xml) throws VmProblem {
    if (xml.length() > XML_SIZE_MAX) {
      throw new VmProblem(
          "libvirt describes a domain in more than " + XML_SIZE_MAX + " characters");
    }
    try {
      var factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new VmProblem("libvirt describes a domain in no XML", e);
    }
  }
}
