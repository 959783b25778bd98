"""Where training gets its sounds: everything is rendered or synthesized here, and labelled by who
made it. `catalogue` says what, `stems` how, `bank` keeps it as spectra."""
