package io.holdfast.cli.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import java.util.ArrayList;
import java.util.List;

/** Parts that Guice puts together, each when it is first asked for. */
final class Assembly {

    private final Injector injector;

    Assembly(Module... modules) {
        List<Module> all = new ArrayList<>(List.of(modules));
        all.add(new ExplicitBindings());
        injector = Guice.createInjector(Stage.DEVELOPMENT, all);
    }

    <T> T part(Class<T> type) {
        try {
            return injector.getInstance(type);
        } catch (ProvisionException e) {
            // What a provider threw says more than where in the wiring it was thrown.
            throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
        }
    }

    /** Makes Guice refuse what no module names, instead of putting something together by itself. */
    private static final class ExplicitBindings extends AbstractModule {
        @Override
        protected void configure() {
            binder().requireExplicitBindings();
        }
    }
}
