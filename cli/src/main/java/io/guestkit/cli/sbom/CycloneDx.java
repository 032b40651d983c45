package io.guestkit.cli.sbom;

import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.ExternalReference;
import org.cyclonedx.model.License;
import org.cyclonedx.model.LicenseChoice;
import org.cyclonedx.model.Metadata;
import org.cyclonedx.model.Property;
import org.cyclonedx.model.metadata.ToolInformation;

/** CycloneDX 1.6. */
public final class CycloneDx {

    /** In characters. */
    private static final int MAX_VERSION = 1024;

    private CycloneDx() {}

    static {
        // Else the library's logging would tell standard error that nobody listens to it.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    /** The document, as JSON. */
    public static String json(Sbom sbom) throws IOException {
        Bom bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + sbom.uuid());
        bom.setVersion(1);
        bom.setMetadata(metadata(sbom));
        for (int i = 0; i < sbom.systems().size(); i++) {
            Sbom.System system = sbom.systems().get(i);
            Component os = component(Component.Type.OPERATING_SYSTEM, "os-" + (i + 1), system.name());
            if (!system.version().isEmpty()) {
                os.setVersion(version(system.version()));
            }
            os.setDescription(system.title());
            bom.addComponent(os);
            for (Sbom.Item item : system.items()) {
                bom.addComponent(component(item));
            }
        }
        try {
            return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString();
        } catch (GeneratorException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Metadata metadata(Sbom sbom) {
        Metadata metadata = new Metadata();
        metadata.setTimestamp(sbom.time() == null ? null : Date.from(sbom.time()));
        Component tool = component(Component.Type.APPLICATION, "tool", "guestkit");
        tool.setVersion(sbom.toolVersion());
        ToolInformation tools = new ToolInformation();
        tools.setComponents(List.of(tool));
        metadata.setToolChoice(tools);
        metadata.setComponent(component(Component.Type.CONTAINER, "image", sbom.subject()));
        return metadata;
    }

    private static Component component(Component.Type type, String reference, String name) {
        Component component = new Component();
        component.setType(type);
        component.setBomRef(reference);
        component.setName(name);
        return component;
    }

    private static Component component(Sbom.Item item) {
        Application application = item.application();
        Component component = component(Component.Type.LIBRARY, item.reference(), application.name());
        component.setVersion(version(item.version()));
        component.setPurl(item.purl().orElse(null));
        component.setPublisher(application.publisher().orElse(null));
        component.setDescription(application.summary().orElse(null));
        if (application.license().isPresent()) {
            License license = new License();
            license.setName(application.license().get());
            LicenseChoice choice = new LicenseChoice();
            choice.addLicense(license);
            component.setLicenses(choice);
        }
        Optional<String> address = Sbom.webAddress(application);
        if (address.isPresent()) {
            ExternalReference reference = new ExternalReference();
            reference.setType(ExternalReference.Type.WEBSITE);
            reference.setUrl(address.get());
            component.addExternalReference(reference);
        }
        property(component, "format", application.format());
        property(component, "arch", application.arch());
        property(component, "source_package", application.sourcePackage());
        property(component, "source_version", application.sourceVersion());
        property(component, "module_label", application.moduleLabel());
        property(component, "install_path", application.installPath());
        property(component, "install_time", application.installTime().map(Object::toString));
        return component;
    }

    /** No version of a package is as long as the schema allows, but a guest may have written anything. */
    private static String version(String text) {
        return text.length() <= MAX_VERSION ? text : text.substring(0, MAX_VERSION);
    }

    private static void property(Component component, String name, Optional<String> value) {
        if (value.isPresent()) {
            Property property = new Property();
            property.setName("guestkit:" + name);
            property.setValue(value.get());
            component.addProperty(property);
        }
    }
}
