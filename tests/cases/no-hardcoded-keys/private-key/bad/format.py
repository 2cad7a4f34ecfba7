PEM = "%s{{private-key}}" % warning
