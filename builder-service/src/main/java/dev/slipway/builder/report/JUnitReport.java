package dev.slipway.builder.report;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a JUnit XML report says, counted from its cases: the totals in its attributes are its writer's word only.
 *
 * @param failures cases that failed or broke
 * @param failed the names of the first of them
 */
public record JUnitReport(int tests, int failures, int skipped, List<String> failed) {
    private static final int MOST_NAMES = 10;
    private static final int LONGEST_NAME = 150;
    private static final int DEEPEST = 32;

    public JUnitReport {
        failed = List.copyOf(failed);
    }

    /** Reads a report; one that declares a document type, and with it entities, is refused as it stands. */
    public static JUnitReport read(byte[] xml) throws MalformedReport {
        try {
            return new Counter(reader(xml)).count();
        } catch (XMLStreamException e) {
            throw new MalformedReport("it is not well-formed XML: line %d, %s"
                    .formatted(
                            e.getLocation() == null ? 0 : e.getLocation().getLineNumber(),
                            String.valueOf(e.getMessage())
                                    .lines()
                                    .reduce((_, last) -> last)
                                    .orElse("")));
        }
    }

    private static XMLStreamReader reader(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    }

    private static final class Counter {
        private final XMLStreamReader xml;
        private final List<String> failed = new ArrayList<>();
        private int tests;
        private int failures;
        private int skipped;
        private int depth;
        private int caseDepth;
        private String name = "";
        private boolean bad;
        private boolean left;

        Counter(XMLStreamReader xml) {
            this.xml = xml;
        }

        JUnitReport count() throws XMLStreamException, MalformedReport {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.DTD -> throw new MalformedReport("it declares a document type");
                    case XMLStreamConstants.START_ELEMENT -> begin(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT -> end();
                    default -> {
                        // text counts for nothing
                    }
                }
            }
            if (tests == 0) {
                throw new MalformedReport("it has no test case");
            }
            return new JUnitReport(tests, failures, skipped, failed);
        }

        private void begin(String element) throws MalformedReport {
            depth++;
            if (depth == 1 && !element.equals("testsuites") && !element.equals("testsuite")) {
                throw new MalformedReport(
                        "its root is <%s>, not <testsuites> or <testsuite>".formatted(shortened(element)));
            }
            if (depth > DEEPEST) {
                throw new MalformedReport("its elements are nested more than %d deep".formatted(DEEPEST));
            }
            if (caseDepth == 0 && element.equals("testcase")) {
                caseDepth = depth;
                name = name();
                bad = false;
                left = false;
            } else if (depth == caseDepth + 1) {
                bad |= element.equals("failure") || element.equals("error");
                left |= element.equals("skipped");
            }
        }

        private void end() {
            if (depth == caseDepth) {
                caseDepth = 0;
                tests++;
                failures += bad ? 1 : 0;
                skipped += left && !bad ? 1 : 0;
                if (bad && failed.size() < MOST_NAMES) {
                    failed.add(name);
                }
            }
            depth--;
        }

        private String name() {
            String className = xml.getAttributeValue(null, "classname");
            String test = xml.getAttributeValue(null, "name");
            String own = test == null ? "(without a name)" : test;
            return shortened(className == null || className.isEmpty() ? own : className + "." + own);
        }

        private static String shortened(String text) {
            String plain = text.replaceAll("\\p{Cc}", " ");
            return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME) + "…";
        }
    }
}
